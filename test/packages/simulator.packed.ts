import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readCommand } from '../../simulator/options.ts';
import { codeBlocks } from './support/code-blocks.ts';
import { compilers, nodes, tarballOf, UserFolder } from './support/user-folder.ts';

const user = new UserFolder();
const [oldest, ...supported] = nodes;
const [example = ''] = codeBlocks('simulator/README.md', 'ts');
const launcher = 'node_modules/dashscope-voice-simulator/dashscope-voice-simulator.mjs';

beforeAll(() => {
  user.install(tarballOf('dashscope-voice-simulator'), '@types/node@24.19.2');
  user.write('example.test.mjs', example);
});
afterAll(() => user.remove());

describe.each(supported)('the simulator on Node $version', ({ file }) => {
  it('runs in the test of its README', () => {
    expect(user.run(file, ['--test', 'example.test.mjs'])).toMatch(/pass 1\b/);
  });

  it('is run by npx', () => {
    const PATH = `${dirname(file)}:${process.env.PATH}`;
    const args = ['--no-install', 'dashscope-voice-simulator', '--help'];
    expect(user.run('npx', args, { PATH })).toContain('npx dashscope-voice-simulator [options]');
    // It listens until a signal ends it.
    const program = `timeout --signal TERM 5 npx --no-install dashscope-voice-simulator --port 0 --quiet || true`;
    expect(user.run('sh', ['-c', program], { PATH })).toMatch(/^dashscope-simulator-ready \{"urls"/);
  });
});

it('rejects Node 20 in one sentence', () => {
  const { status, stderr } = user.attempt(oldest?.file ?? '', [launcher]);
  expect(stderr).toBe(
    'dashscope-voice-simulator: requires Node.js 22.19 or later, but this is Node.js 20.19.0\n',
  );
  expect(status).toBe(2);
});

it.each(compilers)('has types that TypeScript $version checks', ({ file }) => {
  const compilerOptions = {
    module: 'nodenext',
    strict: true,
    noEmit: true,
    target: 'es2022',
    types: ['node'],
  };
  const check = (code: string) => {
    user.write('example.test.ts', code);
    user.write('tsconfig.json', JSON.stringify({ compilerOptions, files: ['example.test.ts'] }));
    return user.attempt(process.execPath, [file, '--pretty', 'false']).stdout;
  };
  expect(check(example)).toBe('');
  expect(check(example.replace("kind: 'error'", "kind: 'eror'"))).toMatch(
    /^example\.test\.ts\(\d+,\d+\): error TS\d+: Type '"eror"' is not assignable/,
  );
});

it('has a Dockerfile that fits the package', () => {
  const lines = readFileSync('simulator/Dockerfile', 'utf8').split('\n');
  const instruction = (name: string) =>
    lines.flatMap((line) => (line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : []));
  const [, major = ''] = /^node:(\d+)-slim$/.exec(instruction('FROM')[0] ?? '') ?? [];
  const [copied = ''] = instruction('COPY');
  const [command, ...args]: string[] = JSON.parse(instruction('ENTRYPOINT')[0] ?? '[]');
  const { host, port, stateFolder } = readCommand(args).options;
  const { bin } = JSON.parse(
    readFileSync(join(user.path, 'node_modules/dashscope-voice-simulator/package.json'), 'utf8'),
  );
  expect({ host, stateFolder, command, user: instruction('USER') }).toEqual({
    host: '0.0.0.0',
    stateFolder: instruction('VOLUME')[0],
    command: Object.keys(bin)[0],
    user: ['node'],
  });
  expect(Number(major)).toBeGreaterThanOrEqual(22);
  expect(instruction('EXPOSE')).toEqual([`${port} ${port + 1}`]);
  expect(copied.split(' ')[0]).toBe('dashscope-voice-simulator-*.tgz');
});
