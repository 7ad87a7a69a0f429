/**
 * The JSON samples of the provider's voice design reference, verbatim except for the last part of the ids.
 *
 * @see https://www.alibabacloud.com/help/en/model-studio/voice-design-api-references
 */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DashScopeClient, readProviderVoiceId } from '../../../../lambdas/shared/dashscope/index.ts';
import { wav } from './support/audio.ts';
import { clientOf, errorBody, HEX32 } from './support/requests.ts';
import { reply, type ScriptedServer, startScriptedServer } from './support/scripted-server.ts';

let server: ScriptedServer;
let client: DashScopeClient;
beforeAll(async () => {
  server = await startScriptedServer();
  client = clientOf(server);
});
afterAll(async () => {
  await client.close();
  await server.stop();
});

const cosyId = 'cosyvoice-v3.5-plus-vd-announcer-xxxxxx';
const preview = { data: wav().toString('base64'), sample_rate: 24000, response_format: 'wav' };
const lastInput = () => JSON.parse(server.received.at(-1)?.body ?? '');
const cosyTimes = { gmt_create: '2025-12-10 14:54:09', gmt_modified: '2025-12-10 17:47:48' };
const qwenTimes = { gmt_create: '2025-08-11 17:59:32', gmt_modified: '2025-08-11 17:59:32' };
const texts = { voice_prompt: '...', preview_text: '...' };
const qwenModel = 'qwen3-tts-vd-realtime-2026-01-15';
const requestTexts = { voicePrompt: '<description>', previewText: '<text to read aloud>' };
const sent = { voice_prompt: '<description>', preview_text: '<text to read aloud>' };
const sound = { sampleRate: 24000, responseFormat: 'wav' } as const;
const parameters = { sample_rate: 24000, response_format: 'wav' };

describe('CosyVoice', () => {
  it('create', async () => {
    const output = { preview_audio: preview, target_model: 'cosyvoice-v3.5-plus', voice_id: cosyId };
    server.play(reply(200, { output, usage: { count: 1 }, request_id: 'xxxx-xxxx-xxxx' }));
    const outcome = await client.createVoice({
      family: 'cosyvoice',
      targetModel: 'cosyvoice-v3.5-plus',
      prefix: 'announcer',
      languageHints: ['en'],
      ...requestTexts,
      ...sound,
    });
    expect(lastInput()).toEqual({
      model: 'voice-enrollment',
      input: {
        action: 'create_voice',
        target_model: 'cosyvoice-v3.5-plus',
        prefix: 'announcer',
        language_hints: ['en'],
        ...sent,
      },
      parameters,
    });
    expect(outcome).toMatchObject({
      kind: 'made',
      providerVoiceId: cosyId,
      targetModel: 'cosyvoice-v3.5-plus',
      preview: { kind: 'valid', mediaType: 'audio/wav', sampleRate: 24000, durationSeconds: 0.1 },
      requestId: 'xxxx-xxxx-xxxx',
      usageCount: 1,
    });
  });

  it('list', async () => {
    const voice = { voice_id: cosyId, ...cosyTimes, status: 'OK', ...texts };
    const clone = {
      voice_id: 'voice-myprefix-f0f1b1bb3679400486ad031fc8bd2bed',
      ...cosyTimes,
      status: 'DEPLOYING',
    };
    server.play(
      reply(200, {
        output: { voice_list: [voice, clone, { status: 'OK' }] },
        usage: { count: 1 },
        request_id: 'x',
      }),
    );
    const page = await client.listVoices({
      family: 'cosyvoice',
      prefix: 'announcer',
      pageIndex: 2,
      pageSize: 5,
    });
    expect(lastInput()).toEqual({
      model: 'voice-enrollment',
      input: { action: 'list_voice', prefix: 'announcer', page_index: 2, page_size: 5 },
    });
    expect(page).toMatchObject({ unreadable: 1, totalCount: null, requestId: 'x' });
    expect(page.voices).toMatchObject([
      {
        providerVoiceId: cosyId,
        status: 'OK',
        voicePrompt: '...',
        previewText: '...',
        gmtCreate: cosyTimes.gmt_create,
      },
      { status: 'DEPLOYING', voicePrompt: null },
    ]);
  });

  it.each(['DEPLOYING', 'OK', 'UNDEPLOYED'])('query: %s', async (status) => {
    const output = { voice_id: cosyId, ...cosyTimes, target_model: 'cosyvoice-v3.5-plus', status, ...texts };
    server.play(reply(200, { output, usage: {}, request_id: 'xxxx-xxxx-xxxx' }));
    expect(await client.queryVoice({ family: 'cosyvoice', providerVoiceId: cosyId })).toEqual({
      family: 'cosyvoice',
      providerVoiceId: cosyId,
      status,
      statusText: status,
      targetModel: 'cosyvoice-v3.5-plus',
      language: null,
      voicePrompt: '...',
      previewText: '...',
      gmtCreate: '2025-12-10 14:54:09',
      gmtModified: '2025-12-10 17:47:48',
      requestId: 'xxxx-xxxx-xxxx',
    });
    expect(lastInput()).toEqual({
      model: 'voice-enrollment',
      input: { action: 'query_voice', voice_id: cosyId },
    });
  });

  it('query: a cloned voice, which the same action returns', async () => {
    const id = `voice-myprefix-${HEX32}`;
    const output = {
      voice_id: id,
      ...cosyTimes,
      target_model: 'cosyvoice-v2',
      status: 'OK',
      resource_link: 'https://example.com/me.wav',
    };
    server.play(reply(200, { output, usage: {}, request_id: 'x' }));
    expect(await client.queryVoice({ family: 'cosyvoice', providerVoiceId: id })).toMatchObject({
      status: 'OK',
      targetModel: 'cosyvoice-v2',
      voicePrompt: null,
      previewText: null,
    });
  });

  it('delete', async () => {
    server.play(reply(200, { output: {}, usage: { count: 1 }, request_id: 'x' }));
    expect(await client.deleteVoice({ family: 'cosyvoice', providerVoiceId: cosyId })).toEqual({
      alreadyGone: false,
      requestId: 'x',
    });
    expect(lastInput()).toEqual({
      model: 'voice-enrollment',
      input: { action: 'delete_voice', voice_id: cosyId },
    });
  });
});

describe('Qwen', () => {
  it('create', async () => {
    const output = { preview_audio: preview, target_model: qwenModel, voice: 'yourVoice' };
    server.play(reply(200, { output, usage: { count: 1 }, request_id: 'x' }));
    const outcome = await client.createVoice({
      family: 'qwen',
      targetModel: qwenModel,
      preferredName: 'announcer',
      language: 'en',
      ...requestTexts,
      ...sound,
    });
    expect(lastInput()).toEqual({
      model: 'qwen-voice-design',
      input: {
        action: 'create',
        target_model: qwenModel,
        preferred_name: 'announcer',
        language: 'en',
        ...sent,
      },
      parameters,
    });
    expect(outcome).toMatchObject({
      kind: 'made',
      providerVoiceId: 'yourVoice',
      targetModel: qwenModel,
      preview: { kind: 'valid' },
    });
  });

  it('list', async () => {
    const voice = { voice: 'yourVoice', ...qwenTimes, language: 'zh', target_model: qwenModel, ...texts };
    const output = { page_index: 0, page_size: 10, total_count: 1, voice_list: [voice] };
    server.play(reply(200, { output, usage: { count: 0 }, request_id: 'x' }));
    const page = await client.listVoices({ family: 'qwen' });
    expect(lastInput()).toEqual({ model: 'qwen-voice-design', input: { action: 'list' } });
    expect(page).toMatchObject({
      totalCount: 1,
      voices: [{ providerVoiceId: 'yourVoice', status: 'OK', language: 'zh', targetModel: qwenModel }],
    });
  });

  it.each([
    { case: 'with the texts, as on the older page', extra: texts, usage: { count: 0 } },
    { case: 'without the texts, as on the newer page', extra: {}, usage: {} },
  ])('query $case', async ({ extra, usage }) => {
    const output = { voice: 'yourVoice', ...qwenTimes, language: 'zh', target_model: qwenModel, ...extra };
    server.play(reply(200, { output, usage, request_id: 'x' }));
    expect(await client.queryVoice({ family: 'qwen', providerVoiceId: 'yourVoice' })).toMatchObject({
      status: 'OK',
      statusText: null,
      targetModel: qwenModel,
    });
    expect(lastInput()).toEqual({
      model: 'qwen-voice-design',
      input: { action: 'query', voice: 'yourVoice' },
    });
  });

  it.each([
    { case: 'as on the newer page', usage: { count: 0 } },
    { case: 'as on the older page', usage: {} },
  ])('delete, usage $case', async ({ usage }) => {
    server.play(reply(200, { output: { voice: 'yourVoice' }, usage, request_id: 'x' }));
    expect(await client.deleteVoice({ family: 'qwen', providerVoiceId: 'yourVoice' })).toEqual({
      alreadyGone: false,
      requestId: 'x',
    });
    expect(lastInput()).toEqual({
      model: 'qwen-voice-design',
      input: { action: 'delete', voice: 'yourVoice' },
    });
  });

  it('an error', async () => {
    const message = 'Voice not found: qwen-tts-vd-announcer-voice-xxxx';
    server.play(reply(400, errorBody('VoiceNotFound', message)));
    await expect(client.queryVoice({ family: 'qwen', providerVoiceId: 'yourVoice' })).rejects.toMatchObject({
      name: 'DashScopeVoiceNotFoundError',
      providerMessage: message,
    });
  });
});

it.each([
  [
    'cosyvoice',
    'cosyvoice-v3.5-plus-vd-bailian-f0f1b1bb3679400486ad031fc8bd2bed',
    { name: 'bailian', targetModel: 'cosyvoice-v3.5-plus' },
  ],
  [
    'cosyvoice',
    'qwen-audio-3.0-tts-plus-vd-vd03771e52-38aec0577f9a495f9732fcb7b4510426',
    { name: 'vd03771e52', targetModel: 'qwen-audio-3.0-tts-plus' },
  ],
  ['qwen', 'qwen-tts-vd-announcer-voice-20251210145409-a1b2', { name: 'announcer', targetModel: null }],
  ['qwen', 'qwen-tts-vd-announcer-voice-20251224195614166-b94c', { name: 'announcer', targetModel: null }],
  ['cosyvoice', `cosyvoice-v3.5-plus-vdesk-${HEX32}`, null],
  ['cosyvoice', `voice-announcer-${HEX32}`, null],
  ['cosyvoice', `cosyvoice-announcer-${HEX32}`, null],
] as const)('the id of %s %s', (family, id, parts) => {
  expect(readProviderVoiceId(family, id)).toEqual(parts);
});
