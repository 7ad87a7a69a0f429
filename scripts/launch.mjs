// @ts-check
/**
 * Runs an npm script: `node scripts/launch.mjs <task> [arguments]`. Installs missing packages and runs the task with
 * Node 24. The launcher is plain JavaScript without dependencies, because the first command in a fresh clone runs before
 * packages are installed, with the system's Node (20 or later).
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { helpFor } from './launch/help.mjs';
import { ensureInstalled, InstallError } from './launch/install.mjs';
import { findNode, NodeMissingError, thisSystem } from './launch/node-binary.mjs';
import { stateOfInstall } from './launch/packages.mjs';
import { runTask } from './launch/run-task.mjs';
import { tasks } from './launch/tasks.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

try {
  process.exitCode = await launch(process.argv[2] ?? '', process.argv.slice(3));
} catch (error) {
  if (!(error instanceof InstallError || error instanceof NodeMissingError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/**
 * @param {string} name
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
async function launch(name, args) {
  const task = tasks[name];
  if (task === undefined) {
    process.stderr.write(`Unknown task "${name}". Tasks: ${Object.keys(tasks).join(', ')}\n`);
    return 2;
  }
  if (task.needsNoPackages) return runTask(process.execPath, root, task, args);
  const system = thisSystem();
  if (stateOfInstall(root, system) === 'missing') {
    const help = helpFor(
      JSON.parse(readFileSync(join(root, 'scripts/launch/help.json'), 'utf8')),
      name,
      args,
    );
    if (help !== null) {
      process.stdout.write(help);
      return 0;
    }
  }
  await ensureInstalled(root, system);
  return runTask(findNode(root, system), root, task, args);
}
