/** `npm stop`: stops the stack and the simulator that `npm start` has started from this folder. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const requestTimeoutMs = 20_000;
const endPollMs = 50;

const flag = process.argv.indexOf('--state');
const folder = flag > 0 ? process.argv[flag + 1] : '.local';
const simulatorFile = join(folder, 'simulator.json');

const running = [await runningStack(), await runningSimulator()].filter((each) => each !== null);
// The stack stops its simulator. A simulator without a stack remains after a kill.
for (const { name, pid } of running) {
  await endProcess(pid);
  if (name === 'the simulator') rmSync(simulatorFile, { force: true });
}
const names = running.map(({ name }) => name).join(' and ');
process.stdout.write(names === '' ? 'Nothing was running.\n' : `Stopped ${names}.\n`);

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
