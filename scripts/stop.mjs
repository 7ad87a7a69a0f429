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

const requestTimeoutMs = 20_000;
const endPollMs = 50;

const help = `Stops the local stack and the simulator.

  npm stop -- [options]

  --state <folder>  folder of the stack's state (.local)
  --destroy         then delete the stack: each resource by its DeletionPolicy, as CloudFormation does
  --all             with --destroy, delete the whole state folder, with retained resources and the simulator's voices
  -h, --help        print this help
`;

const options = readOptions();
const folder = options.state;
const simulatorFile = join(folder, 'simulator.json');

const running = [await runningStack(), await runningSimulator()].filter((each) => each !== null);
// The stack stops its simulator. A simulator without a stack remains after a kill.
for (const { name, pid } of running) {
  await endProcess(pid);
  if (name === 'the simulator') rmSync(simulatorFile, { force: true });
}
const names = running.map(({ name }) => name).join(' and ');
process.stdout.write(names === '' ? 'Nothing was running.\n' : `Stopped ${names}.\n`);
if (options.destroy) process.exitCode = options.all ? removeFolder() : await destroyStacks();

/** Parses the command line. Exits for a request for help and for an invalid option. */
function readOptions() {
  const flag = { type: 'boolean', default: false };
  try {
    const { values } = parseArgs({
      options: {
        state: { type: 'string', default: '.local' },
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
    return values;
  } catch (error) {
    process.stderr.write(`${error.message.split(/\. |\n/)[0]}\n`);
    process.exit(2);
  }
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

/** Calls the stack with the folder's credentials, which no other stack accepts. The lock contains its process id. */
async function runningStack() {
  const stack = readState('stack.json');
  const { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: id } = stack?.environment ?? {};
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
  return { name: 'the stack', pid: owner > 0 ? owner : stack.pid };
}

/** Compares the process id that the simulator reports with that of the state folder. */
async function runningSimulator() {
  const simulator = readState('simulator.json');
  const health = await request(simulator && new URL('/health', simulator.urls.mainland));
  return health && health.pid === simulator?.pid ? { name: 'the simulator', pid: simulator.pid } : null;
}

/** Reads a file of the state folder. Returns null if it does not exist, and exits if it is damaged. */
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

async function request(url, init = {}) {
  if (!url) return null;
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(requestTimeoutMs) });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

async function endProcess(pid) {
  try {
    process.kill(pid, 'SIGTERM');
    for (;;) {
      await sleep(endPollMs);
      process.kill(pid, 0);
    }
  } catch {
    // The process no longer exists.
  }
}
