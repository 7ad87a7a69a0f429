/** `npm stop`: ends the stack and the simulated provider that `npm start` has started from this folder. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const flag = process.argv.indexOf('--state');
const folder = flag > 0 ? process.argv[flag + 1] : '.local';
const simulatorNote = join(folder, 'simulator.json');

const running = [await runningStack(), await runningSimulator()].filter((each) => each !== null);
// The stack takes its simulator with it; a simulator that was left by a kill is ended by itself.
for (const { what, pid } of running) {
  await end(pid);
  if (what === 'the simulator') rmSync(simulatorNote, { force: true });
}
const names = running.map(({ what }) => what).join(' and ');
process.stdout.write(names === '' ? 'Nothing was running.\n' : `Stopped ${names}.\n`);

/** Only this folder's stack knows this folder's credentials, and the lock names its process. */
async function runningStack() {
  const note = read('stack.json');
  const { AWS_ENDPOINT_URL: url, AWS_ACCESS_KEY_ID: id } = note?.environment ?? {};
  const answer = await ask(url, {
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
  return { what: 'the stack', pid: owner > 0 ? owner : note.pid };
}

/** The simulator tells its process itself. */
async function runningSimulator() {
  const note = read('simulator.json');
  const health = await ask(note && new URL('/health', note.urls.mainland));
  return health?.pid === note?.pid && health ? { what: 'the simulator', pid: note.pid } : null;
}

/** A note of the state folder; null where there is none. A damaged one ends the command. */
function read(file) {
  const path = join(folder, file);
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    process.stderr.write(
      `${path} is damaged. End the stack with Ctrl-C; the next npm start writes a new one.\n`,
    );
    process.exit(3);
  }
}

async function ask(url, init = {}) {
  if (!url) return null;
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(20_000) });
    return response.ok ? await response.json() : null;
  } catch {
    return null;
  }
}

async function end(pid) {
  try {
    process.kill(pid, 'SIGTERM');
    for (;;) {
      await sleep(50);
      process.kill(pid, 0);
    }
  } catch {
    // No such process: it has ended.
  }
}
