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
 * Compares what npm has installed with the lock file, whoever ran npm. npm writes the list of what it has installed as
 * the last step of an install.
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
  for (const [path, wanted] of Object.entries(locked)) {
    if (path === '') continue;
    const found = installed[path];
    if (found === undefined) {
      if (!wanted.optional) return 'missing';
      // An optional package for any system may be absent because what needs it does not fit this one.
      if ((wanted.os || wanted.cpu) && fits(wanted, system)) omitted = true;
    } else if (found.version !== wanted.version || found.integrity !== wanted.integrity) return 'missing';
  }
  return omitted ? 'without optional' : 'complete';
}

/**
 * @param {LockedPackage} wanted
 * @param {System} system
 */
function fits({ os, cpu, libc }, system) {
  return allows(os, system.platform) && allows(cpu, system.arch) && allows(libc, system.libc);
}

/**
 * @param {string | readonly string[] | undefined} list as in package.json: values, or values with a `!` in front
 * @param {string | null} value
 */
function allows(list, value) {
  if (list === undefined) return true;
  const values = [list].flat();
  const refused = values.filter((each) => each.startsWith('!')).map((each) => each.slice(1));
  if (refused.length === values.length) return !refused.includes(value ?? '');
  return values.includes(value ?? '');
}

/**
 * @param {string} file
 * @returns {LockedPackages | null} null where there is none, or half of one
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}
