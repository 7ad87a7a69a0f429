import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { transformSync } from 'esbuild';
import { parse } from 'yaml';
import type { VoiceView } from '../../client/index.ts';
import { type SnippetName, snippetsOf } from '../../studio/pages/voice/snippets.ts';
import { isCallDocumented } from '../../studio/pages/voice/synthesis-call.ts';
import { voiceOf } from './voice-of.ts';

/** A preview text with everything that a program could take for its own syntax. */
const hostileText = `It's "nine" \\ $HOME \`id\` \${1+1} </script>\n晚上好 🚢`;
const speech = '/api/v1/services/audio/tts/SpeechSynthesizer';
const generation = '/api/v1/services/aigc/multimodal-generation/generation';

function snippet(name: SnippetName, change: Partial<VoiceView> = {}): string {
  const voice = voiceOf(change);
  const found = snippetsOf({ ...voice, use: voice.use ?? never() }).find((each) => each.name === name);
  return found?.text ?? never();
}

/** Runs the TypeScript snippet and returns the request that it sends. */
async function requestOf(text: string): Promise<{ url: string; body: unknown; authorization: string }> {
  const { code } = transformSync(text, { loader: 'ts', format: 'esm' });
  const sent: { url: string; init: { headers: Record<string, string>; body: string } }[] = [];
  const run = new Function('fetch', 'process', 'console', `return (async () => {${code}})()`);
  await run(
    async (url: string, init: { headers: Record<string, string>; body: string }) => {
      sent.push({ url, init });
      return Response.json({ output: { audio: { url: 'https://example.com/speech.wav' } } });
    },
    { env: { DASHSCOPE_API_KEY: 'sk-1' } },
    { log: () => {} },
  );
  const [{ url, init }] = [sent[0] ?? never()];
  return { url, body: JSON.parse(init.body), authorization: init.headers.Authorization ?? '' };
}

describe('the data snippets', () => {
  it('contain `use`', () => {
    const { use } = voiceOf();
    expect(JSON.parse(snippet('json'))).toEqual(use);
    expect(parse(snippet('yaml'))).toEqual(use);
  });

  it.each(['true', '0x10', 'a: b', '- a', '#', "it's", ''])('quote the voice %j in YAML', (voice) => {
    const use = { model: 'unknown-model', voice, languages: null };
    expect(parse(snippet('yaml', { use }))).toEqual(use);
  });
});

describe('the programs', () => {
  it.each([
    ['cosyvoice', 'mainland', 'cosyvoice-v3.5-plus', `https://dashscope.aliyuncs.com${speech}`],
    ['cosyvoice', 'international', 'cosyvoice-v3-plus', `https://dashscope-intl.aliyuncs.com${speech}`],
    [
      'cosyvoice',
      'mainland',
      'qwen-audio-3.1-tts-flash',
      `https://YOUR_WORKSPACE_ID.cn-beijing.maas.aliyuncs.com${speech}`,
    ],
    ['qwen', 'international', 'qwen3-tts-vd-2026-01-26', `https://dashscope-intl.aliyuncs.com${generation}`],
  ] as const)(
    'call the endpoint of %s in the scope %s with the model %s',
    async (family, scope, targetModel, url) => {
      const request = await requestOf(snippet('typescript', { family, scope, targetModel }));
      const { use } = voiceOf({ targetModel });
      expect(request).toMatchObject({ url, authorization: 'Bearer sk-1' });
      expect(request.body).toMatchObject({ model: targetModel, input: { voice: use?.voice } });
    },
  );

  it('request WAV audio from the speech endpoint with the fields that it documents', async () => {
    const { body } = await requestOf(snippet('typescript'));
    expect(body).toEqual({
      model: 'cosyvoice-v3.5-plus',
      input: {
        text: 'Good evening. The ferry leaves at nine.',
        voice: voiceOf().use?.voice,
        format: 'wav',
        sample_rate: 24_000,
      },
    });
  });

  it('keep any preview text as it is', async () => {
    const { body } = await requestOf(snippet('typescript', { previewText: hostileText }));
    expect(body).toMatchObject({ input: { text: hostileText } });
    const script = `curl() { for each; do printf '%s\\0' "$each"; done; }\n${snippet('curl', { previewText: hostileText })}`;
    const sent = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0');
    expect(JSON.parse(sent[sent.indexOf('-d') + 1] ?? '')).toEqual(body);
    const json = /json=(\{.*\}),\n {4}timeout/s.exec(snippet('python', { previewText: hostileText }))?.[1];
    expect(JSON.parse(json ?? '')).toEqual(body);
  });

  it('speak a sentence in the language of the voice if there is no short preview text', async () => {
    const long = { previewText: 'a'.repeat(601), language: 'zh' };
    expect((await requestOf(snippet('typescript', long))).body).toMatchObject({
      input: { text: '晚上好，渡轮九点启航。' },
    });
    expect((await requestOf(snippet('typescript', { previewText: null }))).body).toMatchObject({
      input: { text: 'Good evening. The ferry leaves at nine.' },
    });
  });

  it('use the SDK for a realtime model, which has no HTTP call', () => {
    const targetModel = 'qwen3-tts-vd-realtime-2026-01-15';
    const voice = voiceOf({ family: 'qwen', targetModel });
    const found = snippetsOf({ ...voice, use: voice.use ?? never() });
    expect(found.map(({ name }) => name)).toEqual(['json', 'yaml', 'python']);
    expect(found.at(-1)?.text).toContain('url="wss://dashscope.aliyuncs.com/api-ws/v1/realtime"');
    expect(found.at(-1)?.text).toContain(`voice=${JSON.stringify(voice.use?.voice)}`);
  });

  it('are documented for CosyVoice in the scope mainland only', () => {
    expect(isCallDocumented({ family: 'cosyvoice', scope: 'mainland' })).toBe(true);
    expect(isCallDocumented({ family: 'cosyvoice', scope: 'international' })).toBe(false);
    expect(isCallDocumented({ family: 'qwen', scope: 'international' })).toBe(true);
  });
});

function never(): never {
  throw new Error('The snippet is missing.');
}
