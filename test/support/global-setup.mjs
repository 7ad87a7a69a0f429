import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Creates the folder of one run, in which test files share templates and assemblies. In a whole run, a separate process
 * makes all of them while the first tests run.
 */
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
  // After it has claimed its files, test files wait for them and do not make them.
  await Promise.race([once(maker, 'message'), once(maker, 'exit')]);
  maker.unref();
}
