// @ts-check
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { takeInstallLock } from './install-lock.mjs';
import { expectNode } from './node-binary.mjs';
import { stateOfInstall } from './packages.mjs';

/** @typedef {import('./node-binary.mjs').System} System */

/** The packages are not there and could not be installed; the message says why. */
export class InstallError extends Error {
  /** @override */
  name = 'InstallError';
}

const secondsBetweenLines = 15;

/**
 * Installs the packages unless they are installed as the lock file has them. A second process waits for the first.
 *
 * @param {string} root
 * @param {System} system
 */
export async function ensureInstalled(root, system) {
  if (isInstalled(root, system)) return;
  expectNode(system);
  const release = await takeInstallLock(join(root, '.installing'), (pid) =>
    tell(`Waiting for process ${pid}, which installs the packages …`),
  );
  try {
    if (!isInstalled(root, system)) await install(root, system);
  } finally {
    release();
  }
  if (!isInstalled(root, system))
    throw new InstallError('npm has not installed what package-lock.json lists.');
}

/**
 * @param {string} root
 * @param {System} system
 */
function isInstalled(root, system) {
  const state = stateOfInstall(root, system);
  if (state !== 'without optional') return state === 'complete';
  throw new InstallError(
    'The packages were installed without optional ones (--omit=optional). Node 24 and the native parts of other packages are optional ones. Run: npm ci --include=optional',
  );
}

/**
 * @param {string} root
 * @param {System} system
 */
async function install(root, system) {
  const startedAt = performance.now();
  const seconds = () => ((performance.now() - startedAt) / 1_000).toFixed(0);
  // On a terminal npm draws its own progress.
  const isTerminal = process.stderr.isTTY === true;
  const { command, args, shell } = npmCommand(process.env, system.platform, existsSync);
  tell('Installing packages: about a minute, once …');
  const lines = isTerminal
    ? undefined
    : setInterval(() => tell(`Installing packages … ${seconds()} s`), secondsBetweenLines * 1_000);
  const progress = isTerminal ? '--progress' : '--no-progress';
  const child = spawn(
    command,
    [...args, ...installArguments(system.platform, existsSync(join(root, 'node_modules'))), progress],
    // The output of the task may be for a program: npm's own goes to standard error.
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
  tell(`Installed packages in ${seconds()} s.`);
}

/**
 * npm as this script's own npm runs it, or else the one on the PATH.
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
 * @param {boolean} isAgain there are packages, of another lock file
 */
export function installArguments(platform, isAgain) {
  // npm ci first removes everything. Windows refuses to remove the Node of a package while it runs this.
  const how = platform === 'win32' && isAgain ? ['install', '--no-save'] : ['ci'];
  return [...how, '--include=dev', '--include=optional', '--loglevel=error'];
}

/** @param {string} line */
function tell(line) {
  process.stderr.write(`${line}\n`);
}
