import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { administrator } from '../../local/core/principal.ts';
import { identifyCaller } from '../../local/http/access.ts';
import { close, listen } from '../../local/http/listen.ts';

const ownId = 'LOCAL0123';
let folder: string;
let other: ChildProcess;
let server: Server;
let port: number;
/** The process id in the response of /health. */
let listeningPid: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'stop-'));
  other = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
  listeningPid = other.pid ?? 0;
  server = createServer((request, response) => {
    const callerWith = (id: string) => (id === ownId ? administrator : undefined);
    const known =
      request.url === '/health' || typeof identifyCaller(request, port, { callerWith }) !== 'string';
    response.writeHead(known ? 200 : 400).end(JSON.stringify({ pid: listeningPid }));
  });
  port = await listen(server, 0);
});
afterEach(async () => {
  other.kill('SIGKILL');
  await close(server);
  rmSync(folder, { recursive: true, force: true });
});

function writeStack(accessKeyId: string, pid = other.pid): void {
  const url = `http://127.0.0.1:${port}`;
  const environment = { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: accessKeyId };
  writeFileSync(join(folder, 'stack.json'), JSON.stringify({ pid, apiUrl: `${url}/v1`, environment }));
}

async function stop(...args: readonly string[]) {
  const command = spawn(process.execPath, ['scripts/stop.mjs', '--state', folder, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = once(command, 'exit');
  const [out, err] = await Promise.all([text(command.stdout), text(command.stderr)]);
  await ended;
  return { code: command.exitCode, out, err };
}

const isAlive = () => other.exitCode === null && other.signalCode === null;

describe('npm stop', () => {
  it('refuses unknown options and changes nothing', async () => {
    writeStack(ownId);
    expect(await stop('--wipe')).toMatchObject({ code: 2, err: expect.stringContaining("'--wipe'") });
    expect(await stop('--all')).toMatchObject({ code: 2, err: '--all needs --destroy\n' });
    expect(isAlive()).toBe(true);
  });

  it('refuses a time-out that is not a number above 0', async () => {
    writeStack(ownId);
    const err = '--timeout must be a number of seconds above 0\n';
    for (const value of ['0', 'soon']) expect(await stop('--timeout', value)).toMatchObject({ code: 2, err });
    expect(isAlive()).toBe(true);
  });

  it('prints its options', async () => {
    expect(await stop('--help')).toMatchObject({ code: 0, out: expect.stringContaining('--destroy') });
  });

  it('with --destroy --all deletes a state folder, and no other folder', async () => {
    const nothing = 'Nothing was running.\n';
    const refusal = `${folder} is not a state folder. Nothing was deleted.\n`;
    expect(await stop('--destroy', '--all')).toEqual({ code: 2, out: nothing, err: refusal });
    mkdirSync(join(folder, 'runner'));
    const out = `${nothing}Deleted ${folder} with all data.\n`;
    expect(await stop('--destroy', '--all')).toEqual({ code: 0, out, err: '' });
    expect(existsSync(folder)).toBe(false);
  });

  it('with --destroy deletes the stacks of the folder, of which there may be none', async () => {
    const { code, out } = await stop('--destroy');
    expect([code, out]).toEqual([0, 'Nothing was running.\nNo stack is deployed in the state folder.\n']);
  });

  it('stops the stack that accepts the folder’s credentials', async () => {
    writeStack(ownId);
    expect(await stop()).toEqual({ code: 0, out: 'Stopped the stack.\n', err: '' });
    expect(isAlive()).toBe(false);
  });

  it('ends after its time-out if the stack does not end, and then deletes nothing', async () => {
    other.kill('SIGKILL');
    const program = "process.on('SIGTERM', () => {}); console.log('ready'); setInterval(() => {}, 1000)";
    other = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'ignore'] });
    await once(other.stdout ?? other, 'data');
    mkdirSync(join(folder, 'runner'));
    writeStack(ownId);
    const err = `The stack has not ended within 0.2 s. kill -9 ${other.pid} ends it, without loss of data.\n`;
    expect(await stop('--timeout', '0.2', '--destroy', '--all')).toEqual({ code: 1, out: '', err });
    expect(existsSync(folder)).toBe(true);
    expect(isAlive()).toBe(true);
  });

  it('stops the process that holds the lock, even if an older file contains another process id', async () => {
    writeStack(ownId, process.pid);
    mkdirSync(join(folder, 'runner'));
    writeFileSync(join(folder, 'runner', 'lock.pid'), `${other.pid}\n`);
    expect((await stop()).out).toBe('Stopped the stack.\n');
    expect(isAlive()).toBe(false);
  });

  it('does not stop a process that reuses the id of an ended stack', async () => {
    writeStack('LOCAL4567');
    expect((await stop()).out).toBe('Nothing was running.\n');
    expect(isAlive()).toBe(true);
  });

  it.each([
    ['does not stop a process that reuses the id of an ended simulator', 1, 'Nothing was running.\n', true],
    ['stops a simulator whose stack was killed', 0, 'Stopped the simulator.\n', false],
  ])('%s', async (_, difference, out, alive) => {
    listeningPid += difference;
    const urls = { mainland: `http://127.0.0.1:${port}` };
    writeFileSync(join(folder, 'simulator.json'), JSON.stringify({ pid: other.pid, urls }));
    expect((await stop()).out).toBe(out);
    expect(isAlive()).toBe(alive);
  });

  it.each(['stack.json', 'simulator.json'])('reports in one line that %s is damaged', async (file) => {
    writeFileSync(join(folder, file), '{"pid":');
    const { code, err } = await stop();
    expect(code).toBe(3);
    expect(err).toMatch(/^[^\n]+ is damaged\. [^\n]+\.\n$/);
  });

  it('does nothing in an empty folder', async () => {
    expect(await stop()).toEqual({ code: 0, out: 'Nothing was running.\n', err: '' });
  });
});
