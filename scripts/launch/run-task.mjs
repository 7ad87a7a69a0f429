// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { NodeMissingError } from './node-binary.mjs';

/**
 * @param {string} node the file to run
 * @param {string} root
 * @param {import('./tasks.mjs').Task} task
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function runTask(node, root, task, args) {
  const cache = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node-compile') };
  const child = spawn(node, [...(task.nodeArgs ?? []), join(root, task.entry), ...(task.args ?? []), ...args], {
    cwd: task.inCallersFolder ? (process.env.INIT_CWD ?? process.cwd()) : root,
    stdio: 'inherit',
    env: { ...(task.keepsCompiledCode ? cache : {}), ...process.env, ...task.env },
  });
  forwardSignals(child);
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new NodeMissingError(`${node} does not run here: ${error.message}`)));
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/**
 * npm passes on what it is sent. A terminal sends Ctrl-C to every process in it, the task included.
 *
 * @param {import('node:child_process').ChildProcess} child
 */
function forwardSignals(child) {
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT');
  });
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
}
