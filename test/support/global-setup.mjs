import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One folder a run, in which test files share what is costly to make. In a whole run one process makes it, meanwhile. */
export default async function globalSetup({ testPathPatterns, watch, watchAll }) {
  const folder = mkdtempSync(join(tmpdir(), 'test-run-'));
  process.env.TEST_RUN_FOLDER = folder;
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  if (testPathPatterns.isSet() || watch || watchAll) return;
  const maker = fork(join(import.meta.dirname, 'synthesize.ts'), ['all'], {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compile-cache') },
  });
  // Once it has claimed its files, no test file makes them.
  await Promise.race([once(maker, 'message'), once(maker, 'exit')]);
  maker.unref();
}
