/**
 * Runs every benchmark of the project, one after another, and prints their tables: `npm run bench`. A benchmark compares
 * variants within one run. Its figures depend on the machine unless it runs in virtual time, and no figure fails a build.
 */
import { dirname } from 'node:path';
import { runTask } from '../scripts/launch/run-task.mjs';
import { tasks } from '../scripts/launch/tasks.mjs';

const root = dirname(import.meta.dirname);

for (const [name, task] of Object.entries(tasks)) {
  if (!name.startsWith('bench:')) continue;
  process.stdout.write(`\n## npm run ${name}\n\n`);
  const exitCode = await runTask(process.execPath, root, task, []);
  if (exitCode !== 0) process.exitCode = exitCode;
}
