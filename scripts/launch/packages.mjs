// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('./node-binary.mjs').System} System */
/**
 * @typedef {object} LockedPackage
 * @property {string} [version]
 * @property {string} [integrity]
 * @property {boolean} [optional]
 * @property {string | readonly string[]} [os]
 * @property {string | readonly string[]} [cpu]
 * @property {string | readonly string[]} [libc]
 */
/** @typedef {Readonly<Record<string, LockedPackage>>} LockedPackages */

/**
 * Compares the installed packages with the lock file. npm writes its list of installed packages as the last step of an
 * install.
 *
 * @param {string} root
 * @param {System} system
 * @returns {'complete' | 'missing' | 'without optional'}
 */
export function stateOfInstall(root, system) {
  const locked = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, 'node_modules', '.package-lock.json'));
  return locked && installed ? compareInstall(locked, installed, system) : 'missing';
}

/**
 * @param {LockedPackages} locked
 * @param {LockedPackages} installed
 * @param {System} system
 * @returns {'complete' | 'missing' | 'without optional'}
 */
export function compareInstall(locked, installed, system) {
  let omitted = false;
  for (const [path, expected] of Object.entries(locked)) {
    if (path === '') continue;
    const found = installed[path];
    if (found === undefined) {
      if (!expected.optional) return 'missing';
      // An optional package without restrictions may be absent because its dependent is not for this system.
      if ((expected.os || expected.cpu) && fits(expected, system)) omitted = true;
    } else if (found.version !== expected.version || found.integrity !== expected.integrity) return 'missing';
  }
  return omitted ? 'without optional' : 'complete';
}

/**
 * @param {LockedPackage} restrictions
 * @param {System} system
 */
function fits({ os, cpu, libc }, system) {
  return allows(os, system.platform) && allows(cpu, system.arch) && allows(libc, system.libc);
}

/**
 * @param {string | readonly string[] | undefined} list as in package.json: allowed values, or excluded ones prefixed with `!`
 * @param {string | null} value
 */
function allows(list, value) {
  if (list === undefined) return true;
  const values = [list].flat();
  const excluded = values.filter((each) => each.startsWith('!')).map((each) => each.slice(1));
  if (excluded.length === values.length) return !excluded.includes(value ?? '');
  return values.includes(value ?? '');
}

/**
 * @param {string} file
 * @returns {LockedPackages | null} null if the file is missing or incomplete
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
