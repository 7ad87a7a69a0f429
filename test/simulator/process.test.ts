import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { controlClient } from '../../simulator/control-client.ts';
import { cosyvoice, cosyvoiceCreate } from './support/requests.ts';
import { keys } from './support/test-simulator.ts';

const readySchema = z.object({
  urls: z.object({ mainland: z.url(), international: z.url() }),
  controlUrl: z.url(),
  pid: z.number(),
});

describe('the simulator as a process', () => {
  const children: ChildProcess[] = [];
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
    }
    rmSync(folder, { recursive: true });
  });

  const run = (...args: string[]) => {
    const child = spawn(process.execPath, ['simulator/main.ts', ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    return child;
  };
  const start = async (...args: string[]) => {
    const child = run('--port', '0', '--state', folder, ...args);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const [word, json] = z
      .string()
      .parse((await lines.next()).value)
      .split(/ (.*)/);
    expect(word).toBe('dashscope-simulator-ready');
    const ready = readySchema.parse(JSON.parse(json ?? ''));
    const post = async (body: unknown) => {
      const response = await fetch(`${ready.urls.mainland}/api/v1/services/audio/tts/customization`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${keys.mainland}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
      return response.json();
    };
    return { child, lines, ready, post, control: controlClient(ready.controlUrl) };
  };
  const ended = async (child: ChildProcess) => {
    await once(child, 'exit');
    return { code: child.exitCode, signal: child.signalCode };
  };

  it('keeps voices, charges, log and clock when it is killed, and ends reviews that were open', async () => {
    const first = await start('--review-seconds', '3600');
    const made = z.object({ output: z.object({ voice_id: z.string() }) });
    const { output } = made.parse(await first.post(cosyvoiceCreate()));
    await first.control.advance(3_000);
    first.child.kill('SIGKILL');
    await ended(first.child);

    const second = await start('--review-seconds', '1');
    const query = () => second.post(cosyvoice('query', { voice_id: output.voice_id }));
    expect(await query()).toMatchObject({ output: { status: 'DEPLOYING' } });
    expect(await second.control.calls()).toMatchObject([
      { action: 'create', status: 200 },
      { action: 'query' },
    ]);
    expect((await second.control.snapshot()).billed).toMatchObject([{ id: output.voice_id }]);
    await second.control.advance(600);
    expect(await query()).toMatchObject({ output: { status: 'OK' } });
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('exits with code 0 on %s', async (signal) => {
    const { child } = await start();
    child.kill(signal);
    expect(await ended(child)).toEqual({ code: 0, signal: null });
  });

  it('prints the development keys, and one line per call', async () => {
    const { lines, post } = await start();
    const printed: string[] = [];
    for (let n = 0; n < 3; n += 1) printed.push(z.string().parse((await lines.next()).value));
    expect(printed.join('\n')).toContain('sk-local-international');
    await post(cosyvoice('list'));
    expect((await lines.next()).value).toMatch(/mainland cosyvoice list -> 200$/);
  });

  it('does not print a key from the command line', async () => {
    const { child, lines, ready } = await start('--mainland-key', 'sk-secret=team');
    await lines.next();
    child.kill('SIGTERM');
    const rest: unknown[] = [];
    for await (const line of lines) rest.push(line);
    expect(JSON.stringify([ready, rest])).not.toContain('sk-secret');
  });

  it('keeps running when its output is closed', async () => {
    const { child, post } = await start();
    child.stdout?.destroy();
    child.stderr?.destroy();
    for (let n = 0; n < 3; n += 1) expect(await post(cosyvoice('list'))).toHaveProperty('output');
  });

  it('names the option to change when a port is in use', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = z.object({ port: z.number() }).parse(taken.address());
    try {
      for (const option of ['--port', '--international-port']) {
        const child = run(...(option === '--port' ? [] : ['--port', '0']), option, String(port));
        const [output, { code }] = await Promise.all([text(child.stderr), ended(child)]);
        expect(output).toBe(`simulator: port ${port} is already in use; choose another with ${option}\n`);
        expect(code).toBe(2);
      }
    } finally {
      taken.close();
    }
  });

  it('rejects a state folder that another simulator uses', async () => {
    await start();
    const child = run('--port', '0', '--state', folder);
    const [output, { code }] = await Promise.all([text(child.stderr), ended(child)]);
    expect(output).toMatch(/^simulator: .* is in use by another simulator; choose another with --state\n$/);
    expect(code).toBe(2);
  });
});
