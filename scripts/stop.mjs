// @ts-check
/**
 * `npm stop`: stops the stack and the simulator that `npm start` has started from this folder. With `--destroy`, it then
 * deletes the stack.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { optionsErrorMessage } from './launch/options-error.mjs';

/** @typedef {{ readonly kind: 'stack' | 'simulator', readonly pid: number }} Running */
/**
 * @typedef {object} StackState
 * @property {number} pid
 * @property {Readonly<Record<string, string>>} environment
 */
/** @typedef {{ readonly pid: number, readonly urls: { readonly mainland: string } }} SimulatorState */

const requestTimeoutMs = 20_000;
const endPollMs = 50;

const help = `Stops the local stack and the simulator.

  npm stop -- [options]

  --state <folder>  folder of the stack's state (.local)
  --timeout <n>     seconds to wait for each of them to end (60)
  --destroy         then delete the stack: each resource by its DeletionPolicy, as CloudFormation does
  --all             with --destroy, delete the whole state folder, with retained resources and the simulator's voices
  -h, --help        print this help
`;

const options = readOptions();
const folder = options.state;

process.exitCode = await stopAll();
if (options.destroy && process.exitCode === 0) {
  process.exitCode = options.all ? removeFolder() : await destroyStacks();
}

/** Parses the command line. Exits for a request for help and for an invalid option. */
function readOptions() {
  /** @type {{ type: 'boolean', default: boolean }} */
  const flag = { type: 'boolean', default: false };
  try {
    const { values } = parseArgs({
      options: {
        state: { type: 'string', default: '.local' },
        timeout: { type: 'string', default: '60' },
        destroy: flag,
        all: flag,
        help: { ...flag, short: 'h' },
      },
    });
    if (values.help) {
      process.stdout.write(help);
      process.exit(0);
    }
    if (values.all && !values.destroy) throw new Error('--all needs --destroy');
    const timeoutSeconds = Number(values.timeout);
    if (!(timeoutSeconds > 0)) throw new Error('--timeout must be a number of seconds above 0');
    return { ...values, timeoutSeconds };
  } catch (error) {
    process.stderr.write(`${optionsErrorMessage(error)}\n`);
    process.exit(2);
  }
}

/**
 * Stops the stack, then the simulator. The stack stops its simulator. A simulator without a stack remains after a kill.
 *
 * @returns {Promise<number>} the exit code
 */
async function stopAll() {
  const running = [await runningStack(), await runningSimulator()].filter((each) => each !== null);
  for (const { kind, pid } of running) {
    if (!(await endProcess(pid))) {
      process.stderr.write(
        `The ${kind} has not ended within ${options.timeoutSeconds} s. kill -9 ${pid} ends it, without loss of data.\n`,
      );
      return 1;
    }
    if (kind === 'simulator') rmSync(join(folder, 'simulator.json'), { force: true });
  }
  const names = running.map(({ kind }) => `the ${kind}`).join(' and ');
  process.stdout.write(names === '' ? 'Nothing was running.\n' : `Stopped ${names}.\n`);
  return 0;
}

/** Deletes the state folder, unless it is not one. @returns the exit code */
function removeFolder() {
  if (!existsSync(folder)) return 0;
  if (!existsSync(join(folder, 'runner'))) {
    process.stderr.write(`${folder} is not a state folder. Nothing was deleted.\n`);
    return 2;
  }
  rmSync(folder, { recursive: true, force: true });
  process.stdout.write(`Deleted ${folder} with all data.\n`);
  return 0;
}

/** Deletes the stacks, which needs the packages and their Node. @returns the exit code */
async function destroyStacks() {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  const { ensureInstalled } = await import('./launch/install.mjs');
  const { findNode, thisSystem } = await import('./launch/node-binary.mjs');
  const system = thisSystem();
  await ensureInstalled(root, system);
  const command = [join(root, 'scripts', 'destroy', 'main.ts'), resolve(folder)];
  const child = spawn(findNode(root, system), command, { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

/**
 * Calls the stack with the folder's credentials, which no other stack accepts. The lock contains its process id.
 *
 * @returns {Promise<Running | null>}
 */
async function runningStack() {
  /** @type {StackState | null} */
  const stack = readState('stack.json');
  if (stack === null) return null;
  const { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: id } = stack.environment;
  const answer = await request(url, {
    method: 'POST',
    headers: {
      authorization: `AWS4-HMAC-SHA256 Credential=${id}/20200101/us-east-1/local/aws4_request, SignedHeaders=host, Signature=local`,
      'x-amz-target': 'DynamoDB_20120810.ListTables',
    },
    body: '{}',
  });
  if (answer === null) return null;
  const lock = join(folder, 'runner', 'lock.pid');
  const owner = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : Number.NaN;
  return { kind: 'stack', pid: owner > 0 ? owner : stack.pid };
}

/**
 * Compares the process id that the simulator reports with that of the state folder.
 *
 * @returns {Promise<Running | null>}
 */
async function runningSimulator() {
  /** @type {SimulatorState | null} */
  const simulator = readState('simulator.json');
  if (simulator === null) return null;
  const health = await request(new URL('/health', simulator.urls.mainland));
  return health?.pid === simulator.pid ? { kind: 'simulator', pid: simulator.pid } : null;
}

/**
 * Reads a file of the state folder. Returns null if it does not exist, and exits if it is damaged.
 *
 * @param {string} file
 */
function readState(file) {
  const path = join(folder, file);
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    process.stderr.write(
      `${path} is damaged. Stop the stack with Ctrl-C. The next npm start replaces the file.\n`,
    );
    process.exit(3);
  }
}

/**
 * Returns the parsed body of a successful response, or null.
 *
 * @param {string | URL | undefined} url
 * @param {RequestInit} init
 * @returns {Promise<{ readonly pid?: number } | null>}
 */
async function request(url, init = {}) {
  if (!url) return null;
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(requestTimeoutMs) });
    return response.ok ? JSON.parse(await response.text()) : null;
  } catch {
    return null;
  }
}

/**
 * Asks a process to end, and waits for it.
 *
 * @param {number} pid
 * @returns {Promise<boolean>} false if the process still exists after the time-out
 */
async function endProcess(pid) {
  const deadline = Date.now() + options.timeoutSeconds * 1_000;
  let isAlive = signal(pid, 'SIGTERM');
  while (isAlive && Date.now() < deadline) {
    await sleep(endPollMs);
    isAlive = signal(pid, 0);
  }
  return !isAlive;
}

/**
 * Sends a signal to a process. Signal 0 only checks that the process exists.
 *
 * @param {number} pid
 * @param {NodeJS.Signals | 0} name
 * @returns {boolean} false if the process does not exist
 */
function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
