// @ts-check
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { directLoopback } from './direct-loopback.mjs';
import { NodeMissingError } from './node-binary.mjs';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */

const parentPollMs = 250;

/**
 * Runs a task and forwards signals to it.
 *
 * @param {string} node the path of the executable
 * @param {string} root
 * @param {import('./tasks.mjs').Task} task
 * @param {readonly string[]} args
 * @returns {Promise<number>} the exit code
 */
export async function runTask(node, root, task, args) {
  const cache = { NODE_COMPILE_CACHE: join(root, 'node_modules', '.cache', 'node-compile') };
  const child = spawn(
    node,
    [...(task.nodeArgs ?? []), join(root, task.entry), ...(task.args ?? []), ...args],
    {
      cwd: task.inCallersFolder ? (process.env.INIT_CWD ?? process.cwd()) : root,
      stdio: 'inherit',
      env: {
        ...(task.keepsCompiledCode ? cache : {}),
        ...process.env,
        ...directLoopback(process.env),
        ...task.env,
      },
    },
  );
  forwardSignals(child);
  endWithNpm(child);
  return new Promise((resolve, reject) => {
    child.on('error', (error) =>
      reject(new NodeMissingError(`${node} cannot be executed: ${error.message}`)),
    );
    child.on('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/** @param {ChildProcess} child */
function forwardSignals(child) {
  // On Ctrl-C, the terminal sends SIGINT to the task itself.
  process.on('SIGINT', () => void (process.stdin.isTTY || child.kill('SIGINT')));
  process.on('SIGTERM', () => void child.kill('SIGTERM'));
  process.on('SIGHUP', () => void child.kill('SIGHUP'));
}

/**
 * Ends the task when npm ends. npm sends SIGTERM to a shell between it and this process, which most shells do not forward.
 *
 * @param {ChildProcess} child
 */
function endWithNpm(child) {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const poll = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(poll);
    child.kill('SIGTERM');
  }, parentPollMs);
  child.once('exit', () => clearInterval(poll));
}
