/** `npm stop`: ends the stack and the simulated provider that `npm start` has started from this folder. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const flag = process.argv.indexOf('--state');
const folder = flag > 0 ? process.argv[flag + 1] : '.local';

const running = [];
for (const [what, file, addressOf] of [
  ['the stack', 'stack.json', ({ apiUrl }) => `${apiUrl.replace(/\/$/, '')}/health`],
  ['the simulator', 'simulator.json', ({ urls }) => new URL('/health', urls.mainland)],
]) {
  const path = join(folder, file);
  if (!existsSync(path)) continue;
  const note = JSON.parse(readFileSync(path, 'utf8'));
  // A process of that number that does not answer as ours is somebody else's.
  if (await answers(addressOf(note))) running.push({ what, path, pid: note.pid });
}
// The stack takes its simulator with it; a simulator that was left by a kill is ended by itself.
for (const { what, path, pid } of running) {
  await end(pid);
  if (what === 'the simulator') rmSync(path, { force: true });
}
const names = running.map(({ what }) => what).join(' and ');
process.stdout.write(names === '' ? 'Nothing was running.\n' : `Stopped ${names}.\n`);

async function answers(address) {
  try {
    return (await fetch(address, { signal: AbortSignal.timeout(20_000) })).ok;
  } catch {
    return false;
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
