import { cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { repositoryManifest } from '../../scripts/package/manifest.ts';
import { readRunningStack } from '../../scripts/running-stack.ts';
import { codeBlocks } from './support/code-blocks.ts';
import { StartedStack } from './support/started-stack.ts';
import { nodes, tarballOf, UserFolder } from './support/user-folder.ts';

const user = new UserFolder();
const app = new UserFolder();
const state = join(app.path, 'state');
const { version, dependencies } = repositoryManifest(process.cwd());
const [install = '', commands = ''] = codeBlocks('cli/README.md', 'sh');
let stack: StartedStack;

beforeAll(async () => {
  user.install(tarballOf('voice-design-cli'));
  // The app of examples/embed.ts in another folder, with the construct from its package.
  const pinned = ['aws-cdk-lib', 'constructs'].map((name) => `${name}@${dependencies[name]}`);
  app.install(tarballOf('voice-design-workflow'), ...pinned);
  cpSync('examples/embed.ts', join(app.path, 'embed.ts'));
  const embed = readFileSync('examples/embed.ts', 'utf8');
  app.write('embed.ts', embed.replace(/'\.\.\/lib\/index\.ts'/, "'voice-design-workflow'"));
  app.write(
    'app.ts',
    `import { App } from 'aws-cdk-lib';
import { AudiobookStack, NestedAudiobookStack } from './embed.ts';
const app = new App();
new AudiobookStack(app, 'Audiobooks', { allowedHosts: ['127.0.0.1'] });
new AudiobookStack(app, 'OnAws');
new NestedAudiobookStack(app, 'Nested');
`,
  );
  app.run(process.execPath, ['app.ts'], { CDK_OUTDIR: join(app.path, 'cdk.out'), CDK_VALIDATION: 'false' });
  stack = await StartedStack.start(app.path, [
    '--assembly',
    'cdk.out',
    '--stack',
    'Audiobooks',
    '--state',
    state,
  ]);
});
afterAll(async () => {
  await stack?.stop();
  app.remove();
  user.remove();
});

function apiEnvironment() {
  const note = readRunningStack(state);
  return { VOICE_API_URL: note?.apiUrl, VOICE_API_KEY: note?.apiKey };
}

describe.each(nodes)('the installed CLI on Node $version', ({ file }) => {
  const path = `${dirname(file)}:${process.env.PATH}`;

  it('is run by npx', () => {
    const { stdout, stderr } = user.attempt('npx', ['--no-install', 'voice', '--version'], { PATH: path });
    expect({ stdout, stderr }).toEqual({ stdout: `voice ${version}\n`, stderr: '' });
  });

  it('talks to the API and to AWS services', () => {
    const voice = (...words: string[]) =>
      user.run(file, [join(user.path, 'node_modules/voice-design-cli/voice.mjs'), ...words]);
    expect(voice('capacity', '--state', state)).toContain('cosyvoice');
    expect(voice('keys', 'list', '--state', state)).toContain('developer');
  });
});

describe('an embedded construct, started by --assembly', () => {
  it('is administered by the installed CLI', () => {
    const voice = (...words: string[]) =>
      user.run(process.execPath, ['node_modules/voice-design-cli/voice.mjs', ...words, '--state', state]);
    expect(voice('keys', 'create', '--owner', 'my-team', '--scopes', 'read')).toMatch(/vdk_/);
    expect(voice('admin', 'switch', 'creates', 'off')).toMatch(/off/);
    expect(voice('admin', 'switch', 'creates', 'on')).toMatch(/on/);
    expect(voice('admin', 'reconcile')).not.toBe('');
    expect(voice('admin', 'purge', '--dry-run')).not.toBe('');
  });

  it('is refused by logical id and property in a nested stack', () => {
    const { status, stderr } = StartedStack.attempt(app.path, ['--assembly', 'cdk.out', '--stack', 'Nested']);
    expect(stderr).toMatch(/^ {2}VoicesStack\w+ \(AWS::CloudFormation::Stack\) \*: /m);
    expect(status).toBe(2);
  });

  it('is refused by the missing setting if it does not allow the simulator', () => {
    const { status, stderr } = StartedStack.attempt(app.path, ['--assembly', 'cdk.out', '--stack', 'OnAws']);
    expect(stderr).toContain('The stack OnAws does not allow');
    expect(stderr).toContain('allowedHosts: ["127.0.0.1"]');
    expect(status).toBe(2);
  });

  it('is selected by its name, and nothing else is accepted', () => {
    const attempt = (...args: string[]) => StartedStack.attempt(app.path, args).stderr;
    expect(attempt('--assembly', 'cdk.out')).toContain('Select one of Audiobooks, OnAws, Nested');
    expect(attempt('--assembly', 'nowhere')).toMatch(/nowhere\/manifest\.json cannot be read/);
    expect(attempt('--stack', 'Audiobooks')).toContain('--stack names a stack of --assembly');
    expect(attempt('--assembly', 'cdk.out', '--settings', 'x.json')).toContain('--settings has no effect');
  });
});

it('runs the commands of its README after a global install', () => {
  const prefix = join(user.path, 'global');
  const [oldest] = nodes;
  const command = install.replace('voice-design-cli', `--prefix ${prefix} ${tarballOf('voice-design-cli')}`);
  user.run('sh', ['-ec', `${command.trim()} --prefer-offline --no-audit --no-fund`], process.env);
  const PATH = `${join(prefix, 'bin')}:${dirname(oldest?.file ?? '')}:${process.env.PATH}`;
  const output = user.run('sh', ['-ec', commands], { PATH, ...apiEnvironment() });
  expect(output).toMatch(/cosyvoice-v3\.5-plus-vd-/);
});

it('rejects an older Node in one sentence', () => {
  const launcher = readFileSync(join(user.path, 'node_modules/voice-design-cli/voice.mjs'), 'utf8');
  user.write('old.mjs', launcher.replace('process.versions.node.split', "'18.20.0'.split"));
  const { status, stderr } = user.attempt(process.execPath, ['old.mjs']);
  expect(stderr).toMatch(/^voice: requires Node\.js 20\.19 or later, but this is Node\.js .*\n$/);
  expect(status).toBe(2);
});
