import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createContext, runInContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { buildSync } from 'esbuild';
import { LocalStack } from '../e2e/support/local-stack.ts';
import { codeBlocks } from './support/code-blocks.ts';
import { compilers, nodes, tarballOf, UserFolder } from './support/user-folder.ts';

const user = new UserFolder();
const installed = join(user.path, 'node_modules/voice-design-client');
const [example = ''] = codeBlocks('client/README.md', 'ts');
let stack: LocalStack;

beforeAll(async () => {
  user.install(tarballOf('voice-design-client'), '@types/node@24.19.2');
  stack = await LocalStack.start(join(user.path, 'state'), { args: ['--time-scale', '10'] });
});
afterAll(async () => {
  await stack.stop();
  user.remove();
});

function environment() {
  return { VOICE_API_URL: stack.note.apiUrl, VOICE_API_KEY: stack.note.apiKey };
}

describe('the tarball of the client', () => {
  it('has at most 25 kB', () => {
    expect(statSync(tarballOf('voice-design-client')).size).toBeLessThanOrEqual(25_000);
  });

  it('has no dependencies and no imports', () => {
    const imports = /\b(?:import|from|require\()\s*\(?['"]([^'"]+)['"]/g;
    for (const file of ['index.js', 'index.d.ts']) {
      expect([...readFileSync(join(installed, file), 'utf8').matchAll(imports)]).toEqual([]);
    }
    const { dependencies, peerDependencies } = JSON.parse(
      readFileSync(join(installed, 'package.json'), 'utf8'),
    );
    expect([dependencies, peerDependencies]).toEqual([undefined, undefined]);
    expect(existsSync(join(user.path, 'node_modules/zod'))).toBe(false);
  });
});

describe.each(nodes)('the client on Node $version', ({ version, file }) => {
  it('runs the example of its README', () => {
    user.write('example.mjs', example);
    expect(user.run(file, ['--version'])).toBe(`v${version}\n`);
    const output = user.run(file, ['example.mjs'], environment());
    expect(output).toMatch(/^OK \{\s+model: 'cosyvoice-v3.5-plus',\s+voice: '/);
  });

  it('exports the same classes to require and to import', () => {
    user.write(
      'both.cjs',
      `const { VoiceClient, ArgumentError } = require('voice-design-client');
import('voice-design-client').then((imported) => {
  console.log(imported.VoiceClient === VoiceClient);
  try { new VoiceClient({ apiUrl: 'http://example.com', apiKey: 'k' }); }
  catch (error) { console.log(error instanceof ArgumentError); }
});`,
    );
    const { stdout, stderr } = user.attempt(file, ['both.cjs']);
    expect({ stdout, stderr }).toEqual({ stdout: 'true\ntrue\n', stderr: '' });
  });
});

it('the client runs in a browser bundle with the globals of browsers only', async () => {
  user.write(
    'page.js',
    `import { VoiceClient } from 'voice-design-client';
globalThis.answer = new VoiceClient({ apiUrl, apiKey }).get('NOSUCHVOICE').catch(({ code, status }) => ({ code, status }));`,
  );
  const { outputFiles, warnings } = buildSync({
    entryPoints: [join(user.path, 'page.js')],
    bundle: true,
    platform: 'browser',
    format: 'iife',
    write: false,
    logLevel: 'silent',
  });
  const { apiUrl, apiKey } = stack.note;
  const web = { fetch, URL, URLSearchParams, AbortSignal, TextDecoder, crypto, setTimeout, clearTimeout };
  const page = createContext({ ...web, apiUrl, apiKey });
  runInContext(outputFiles[0]?.text ?? '', page);
  expect(warnings).toEqual([]);
  expect(await page.answer).toEqual({ code: 'invalid_id', status: 400 });
});

const good = `import { isSettled, type Status, VoiceClient, type VoiceView } from 'voice-design-client';
export async function ready(client: VoiceClient): Promise<string | null> {
  const voices: VoiceView[] = [];
  for await (const voice of client.listVoices({ status: 'OK' })) voices.push(voice);
  const status: Status | undefined = voices[0]?.status;
  return status && isSettled(status) ? (voices[0]?.use?.voice ?? null) : null;
}
`;
const bad = `import { isSettled, VoiceClient, type VoiceView } from 'voice-design-client';
export async function wrong(client: VoiceClient, voice: VoiceView): Promise<void> {
  const polls: string = voice.polls;
  isSettled('READY');
  await client.listPage({ status: 'READY' });
  await client.create({ family: 'cosyvoice', targetModel: 'm', voicePrompt: 'p' });
  voice.use.model;
  voice.name = polls;
}
`;
const nodenext = { module: 'nodenext', moduleResolution: 'nodenext' };
const bundler = { module: 'esnext', moduleResolution: 'bundler' };

describe.each(compilers)('the types of the client in TypeScript $version', ({ file }) => {
  /**
   * Returns the lines with errors. `skipLibCheck` is off, so that the declarations of the package are checked too.
   */
  const errorLines = (name: string, code: string, options: object) => {
    const compilerOptions = { types: [], strict: true, noEmit: true, target: 'es2022', ...options };
    user.write(name, code);
    user.write('tsconfig.json', JSON.stringify({ compilerOptions, files: [name] }));
    const { stdout } = user.attempt(process.execPath, [file, '--pretty', 'false']);
    return stdout.split('\n').flatMap((line) => {
      if (!/^(?:\S+: )?error /.test(line)) return [];
      return [/^(\S+?\(\d+),\d+\): /.exec(line)?.[1]?.concat(')') ?? line];
    });
  };

  it.each([
    ['ES modules, nodenext', 'ts', nodenext],
    ['CommonJS, nodenext', 'cts', nodenext],
    ['bundler', 'ts', bundler],
  ])('are complete: %s', (_, extension, options) => {
    expect(errorLines(`good.${extension}`, good, options)).toEqual([]);
    const wrong = [3, 4, 5, 6, 7, 8].map((line) => `bad.${extension}(${line})`);
    expect(errorLines(`bad.${extension}`, bad, options)).toEqual(wrong);
  });

  it('accept the example in the README', () => {
    expect(errorLines('example.ts', example, { ...nodenext, types: ['node'] })).toEqual([]);
  });
});
