import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const lockedPackage = { version: '1.0.0', integrity: 'sha512-a' };
const nativePackage = { ...lockedPackage, optional: true, os: process.platform, cpu: process.arch };
const lock = { packages: { '': {}, 'node_modules/a': lockedPackage, 'node_modules/native': nativePackage } };
/** Prints its arguments and folder. With `--wait` it waits for SIGTERM. */
const stub = `
  import { writeFileSync } from 'node:fs';
  if (process.argv.includes('--wait')) {
    process.on('SIGTERM', () => { writeFileSync('ended', 'SIGTERM'); process.exit(0); });
    setInterval(() => {}, 1_000);
  } else process.exitCode = Number(process.env.STUB_EXIT ?? 0);
  console.log(JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd() }));
`;

let root: string;
let bin: string;
const children: ChildProcess[] = [];

/** Creates a copy of the launcher with stub tasks and a stub npm on the PATH. */
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'launch-')));
  bin = join(root, 'bin');
  cpSync('scripts/launch', join(root, 'scripts/launch'), { recursive: true });
  cpSync('scripts/launch.mjs', join(root, 'scripts/launch.mjs'));
  for (const entry of ['scripts/start/main.ts', 'cli/main.ts']) {
    mkdirSync(dirname(join(root, entry)), { recursive: true });
    writeFileSync(join(root, entry), stub);
  }
  writeFileSync(join(root, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock));
  mkdirSync(bin);
  stubNpm(`mkdir -p node_modules && cp package-lock.json node_modules/.package-lock.json`);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(root, { recursive: true, force: true });
});

/** Sets the script of the stub npm, which first records its arguments. */
function stubNpm(script: string): void {
  writeFileSync(join(bin, 'npm'), `#!/bin/sh\necho "$@" >> npm-calls\n${script}\n`, { mode: 0o755 });
}

function npmCalls(): string[] {
  const file = join(root, 'npm-calls');
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
}

function installed(packages: object): void {
  mkdirSync(join(root, 'node_modules'), { recursive: true });
  writeFileSync(join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
}

function spawned(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
) {
  const child = spawn(command, args, {
    cwd: root,
    env: { PATH: [bin, process.env.PATH].join(delimiter), ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const printed = { out: '', err: '' };
  child.stdout.on('data', (chunk) => (printed.out += chunk));
  child.stderr.on('data', (chunk) => (printed.err += chunk));
  return { child, printed };
}

async function launch(words: readonly string[], environment: Readonly<Record<string, string>> = {}) {
  const { child, printed } = spawned(process.execPath, ['scripts/launch.mjs', ...words], environment);
  const [code] = await once(child, 'close');
  return { code, ...printed };
}

describe('the first command in a fresh clone', () => {
  it('installs the packages, reports it on standard error, and forwards arguments and exit code', async () => {
    const { code, out, err } = await launch(['start', '--port', '1'], { STUB_EXIT: '7' });
    expect(JSON.parse(out)).toEqual({ args: ['--port', '1'], cwd: root });
    expect(err).toMatch(/^Installing packages .*\nInstalled packages in \d+ s\.\n$/);
    expect(code).toBe(7);
    expect(npmCalls()).toEqual(['ci --include=dev --include=optional --loglevel=error --no-progress']);
  });

  it('installs once if it is run twice at the same time, and the second run waits', async () => {
    stubNpm(
      'while [ ! -e waiting ]; do sleep 0.05; done; mkdir node_modules; cp package-lock.json node_modules/.package-lock.json',
    );
    const first = launch(['start']);
    while (npmCalls().length === 0) await new Promise(setImmediate);
    const second = spawned(process.execPath, ['scripts/launch.mjs', 'start']);
    while (!second.printed.err.includes('Waiting for process')) await new Promise(setImmediate);
    writeFileSync(join(root, 'waiting'), '');
    const [code] = await once(second.child, 'close');
    expect([(await first).code, code]).toEqual([0, 0]);
    expect(npmCalls()).toHaveLength(1);
    expect(existsSync(join(root, '.installing'))).toBe(false);
  });

  it('prints help without an install', async () => {
    const { code, out, err } = await launch(['voice', 'create', '--help']);
    const texts = JSON.parse(readFileSync('scripts/launch/help.json', 'utf8'));
    expect({ code, out, err }).toEqual({ code: 0, out: texts['voice create'], err: '' });
    expect(npmCalls()).toEqual([]);
  });

  it('prints one line if npm fails, and the next command retries', async () => {
    stubNpm('exit 3');
    const { code, out, err } = await launch(['start']);
    expect([code, out]).toEqual([1, '']);
    expect(err).toMatch(/npm could not install the packages: exit code 3\n$/);
    await launch(['start']);
    expect(npmCalls()).toHaveLength(2);
  });
});

describe('installed packages', () => {
  it('are not installed again', async () => {
    installed(lock.packages);
    expect(await launch(['start'])).toMatchObject({ code: 0, err: '' });
    expect(npmCalls()).toEqual([]);
  });

  it('are installed again if they do not match the lock file', async () => {
    installed({ ...lock.packages, 'node_modules/a': { ...lockedPackage, version: '0.9.0' } });
    expect(await launch(['start'])).toMatchObject({ code: 0 });
    expect(npmCalls()).toHaveLength(1);
  });

  it('cause an error if the optional package of this system is missing', async () => {
    installed({ 'node_modules/a': lockedPackage });
    const { code, err } = await launch(['start']);
    expect(code).toBe(1);
    expect(err).toMatch(/--omit=optional.*npm ci --include=optional\n$/);
    expect(npmCalls()).toEqual([]);
  });
});

describe('the launcher', () => {
  beforeEach(() => installed(lock.packages));

  it('runs the CLI in the folder of the npm call', async () => {
    const { out } = await launch(['voice', 'create', 'a file'], { INIT_CWD: bin });
    expect(JSON.parse(out)).toEqual({ args: ['create', 'a file'], cwd: bin });
  });

  it('rejects an unknown task and names all tasks', async () => {
    const { code, err } = await launch(['strat']);
    expect(code).toBe(2);
    expect(err).toMatch(/Unknown task "strat"\. Tasks: start, stop, /);
  });

  it.each([
    ['the launcher', process.execPath, ['scripts/launch.mjs', 'start', '--wait'], {}],
    [
      'the shell in which npm runs the launcher',
      'sh',
      ['-c', '"$0" scripts/launch.mjs start --wait; exit 0', process.execPath],
      { npm_lifecycle_event: 'start' },
    ],
  ])('ends its task on SIGTERM to %s', async (_, command, args, environment) => {
    const { child, printed } = spawned(command, args, environment);
    while (printed.out === '') await new Promise(setImmediate);
    child.kill('SIGTERM');
    await once(child, 'close');
    expect(readFileSync(join(root, 'ended'), 'utf8')).toBe('SIGTERM');
  });
});
