// @ts-check
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { acquireInstallLock } from './install-lock.mjs';
import { assertNodeAvailable } from './node-binary.mjs';
import { stateOfInstall } from './packages.mjs';

/** @typedef {import('./node-binary.mjs').System} System */

/** The packages could not be installed. */
export class InstallError extends Error {
  /** @override */
  name = 'InstallError';
}

const secondsBetweenLines = 15;

/**
 * Installs the packages unless they match the lock file. A second process waits for the first.
 *
 * @param {string} root
 * @param {System} system
 */
export async function ensureInstalled(root, system) {
  if (isInstalled(root, system)) return;
  assertNodeAvailable(system);
  const release = await acquireInstallLock(join(root, '.installing'), (pid) =>
    report(`Waiting for process ${pid}, which is installing the packages …`),
  );
  try {
    if (!isInstalled(root, system)) await install(root, system);
  } finally {
    release();
  }
  if (!isInstalled(root, system))
    throw new InstallError('The installed packages do not match package-lock.json.');
}

/**
 * @param {string} root
 * @param {System} system
 */
function isInstalled(root, system) {
  const state = stateOfInstall(root, system);
  if (state !== 'without optional') return state === 'complete';
  throw new InstallError(
    'The packages were installed without optional ones (--omit=optional), which include Node 24 and native modules. Run: npm ci --include=optional',
  );
}

/**
 * @param {string} root
 * @param {System} system
 */
async function install(root, system) {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(0);
  // On a terminal, npm displays its own progress.
  const isTerminal = process.stderr.isTTY === true;
  const { command, args, shell } = npmCommand(process.env, system.platform, existsSync);
  report('Installing packages (takes about a minute, only once) …');
  const lines = isTerminal
    ? undefined
    : setInterval(() => report(`Installing packages … ${seconds()} s`), secondsBetweenLines * 1_000);
  const progress = isTerminal ? '--progress' : '--no-progress';
  const child = spawn(
    command,
    [...args, ...installArguments(system.platform, existsSync(join(root, 'node_modules'))), progress],
    // npm prints on standard error, because a program may read the standard output of the task.
    { cwd: root, shell, stdio: ['ignore', isTerminal ? 2 : 'ignore', 2] },
  );
  const stop = (/** @type {NodeJS.Signals} */ signal) => void child.kill(signal);
  process.on('SIGINT', stop).on('SIGTERM', stop);
  /** @type {unknown} */
  const failure = await new Promise((resolve) => {
    child.on('error', resolve);
    child.on('close', (code, signal) => resolve(code === 0 ? null : (signal ?? `exit code ${code}`)));
  });
  process.off('SIGINT', stop).off('SIGTERM', stop);
  clearInterval(lines);
  if (failure !== null) throw new InstallError(`npm could not install the packages: ${failure}`);
  report(`Installed packages in ${seconds()} s.`);
}

/**
 * Returns the command of the npm that runs this script, or of the npm on the PATH.
 *
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {string} platform
 * @param {(file: string) => boolean} exists
 */
export function npmCommand(environment, platform, exists) {
  const { npm_execpath: cli = '', npm_node_execpath: node = process.execPath } = environment;
  if (/npm-cli\.c?js$/.test(cli) && exists(cli)) return { command: node, args: [cli], shell: false };
  if (platform === 'win32') return { command: 'npm.cmd', args: [], shell: true };
  return { command: 'npm', args: [], shell: false };
}

/**
 * @param {string} platform
 * @param {boolean} isUpdate true if packages of another version of the lock file are installed
 */
export function installArguments(platform, isUpdate) {
  // npm ci removes all packages first. On Windows, it cannot remove the Node that runs this script.
  const command = platform === 'win32' && isUpdate ? ['install', '--no-save'] : ['ci'];
  return [...command, '--include=dev', '--include=optional', '--loglevel=error'];
}

/** @param {string} line */
function report(line) {
  process.stderr.write(`${line}\n`);
}
