import { afterEach, describe, expect, it } from '@jest/globals';
import type { CreateOutcome, DashScopeClient } from '../../../../lambdas/shared/dashscope/index.ts';
import { parseApiKey } from '../../../../lambdas/shared/dashscope/index.ts';
import {
  COSYVOICE_ID,
  clientOf,
  cosyvoiceRequest,
  madeBody,
  QWEN_ID,
  qwenRequest,
  TEST_KEY,
} from './support/requests.ts';
import { reply, type ScriptedServer, startScriptedServer } from './support/scripted-server.ts';

let server: ScriptedServer;
let client: DashScopeClient;

const start = async (...script: Parameters<typeof startScriptedServer>) => {
  server = await startScriptedServer(...script);
  client = clientOf(server);
};

afterEach(async () => {
  await client.close();
  await server.stop();
});

describe('the request of a create', () => {
  it('is the documented body for CosyVoice', async () => {
    await start(reply(200, madeBody()));
    await client.createVoice({ ...cosyvoiceRequest, sampleRate: 48000, responseFormat: 'mp3' });
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({
      model: 'voice-enrollment',
      input: {
        action: 'create_voice',
        target_model: 'cosyvoice-v3.5-plus',
        voice_prompt: cosyvoiceRequest.voicePrompt,
        preview_text: cosyvoiceRequest.previewText,
        prefix: 'announcer',
        language_hints: ['en'],
      },
      parameters: { sample_rate: 48000, response_format: 'mp3' },
    });
  });

  it('is the documented body for Qwen, without the fields that were not set', async () => {
    await start(reply(200, {}));
    await client.createVoice(qwenRequest);
    expect(JSON.parse(server.received[0]?.body ?? '')).toEqual({
      model: 'qwen-voice-design',
      input: {
        action: 'create',
        target_model: 'qwen3-tts-vd-2026-01-26',
        voice_prompt: qwenRequest.voicePrompt,
        preview_text: qwenRequest.previewText,
        preferred_name: 'announcer',
        language: 'en',
      },
    });
  });

  it('has key, content type, workspace and data inspection as headers, and the documented path', async () => {
    await start(reply(200, madeBody()));
    const other = clientOf(server, {
      endpoint: {
        kind: 'loopback',
        scope: 'mainland',
        baseUrl: server.baseUrl,
        host: server.host,
        workspaceId: 'llm-abc',
      },
      dataInspection: true,
    });
    await other.createVoice(cosyvoiceRequest);
    const [first] = server.received;
    expect(first?.requestLine).toBe('POST /api/v1/services/audio/tts/customization HTTP/1.1');
    expect(first?.headers).toMatchObject({
      authorization: parseApiKey(TEST_KEY).bearer(),
      'content-type': 'application/json',
      'x-dashscope-workspace': 'llm-abc',
      'x-dashscope-datainspection': 'enable',
      connection: 'close',
    });
    expect(first?.headers).not.toHaveProperty('x-dashscope-async');
  });
});

describe('a created voice', () => {
  it('has an id, a model, a preview, a request id and usage', async () => {
    await start(reply(200, madeBody()));
    expect(await client.createVoice(cosyvoiceRequest)).toEqual({
      kind: 'made',
      providerVoiceId: COSYVOICE_ID,
      isIdDocumented: true,
      targetModel: 'cosyvoice-v3.5-plus',
      preview: {
        kind: 'valid',
        bytes: Buffer.from([0, 1, 0, 1]),
        responseFormat: 'pcm',
        mediaType: 'audio/pcm',
        sampleRate: 24000,
        durationSeconds: 2 / 24000,
      },
      requestId: '80176c03-788d-9322-b091-a86397b5ab9b',
      usageCount: 1,
    });
  });

  it.each([
    ['in the documented form', COSYVOICE_ID, true],
    ['with another name', COSYVOICE_ID.replace('announcer', 'announce'), false],
    ['like that of a clone', COSYVOICE_ID.replace('-vd-', '-'), false],
    ['with a shorter end', COSYVOICE_ID.slice(0, -1), false],
    ['without model and name', 'd0c5-opaque', false],
  ])(
    'can be found by its name only if its id has the documented form: an id %s',
    async (_, id, isIdDocumented) => {
      await start(reply(200, { output: { voice_id: id } }));
      expect(await client.createVoice(cosyvoiceRequest)).toMatchObject({ kind: 'made', isIdDocumented });
    },
  );

  it.each([
    [{ target_model: 'cosyvoice-v3-flash' }, COSYVOICE_ID, 'cosyvoice-v3-flash'],
    [{}, COSYVOICE_ID.replace('v3.5-plus', 'v3-plus'), 'cosyvoice-v3-plus'],
    [{}, 'd0c5-opaque', 'cosyvoice-v3.5-plus'],
  ])(
    'has the target model of the answer %j, of its id %s, or of the request',
    async (answer, id, targetModel) => {
      await start(reply(200, { output: { voice_id: id, ...answer } }));
      expect(await client.createVoice(cosyvoiceRequest)).toMatchObject({ kind: 'made', targetModel });
    },
  );

  it.each([
    { case: 'no usage, no request id, no target model', body: { output: { voice_id: COSYVOICE_ID } } },
    { case: 'an empty usage', body: { output: { voice_id: COSYVOICE_ID }, usage: {}, request_id: '' } },
    {
      case: 'usage of an unexpected type',
      body: { output: { voice_id: COSYVOICE_ID }, usage: [1], request_id: 7 },
    },
    {
      case: 'undocumented fields',
      body: { output: { voice_id: COSYVOICE_ID, x: { y: [] } }, task: 'tts' },
    },
    { case: 'an empty error code', body: { output: { voice_id: COSYVOICE_ID }, code: '', message: '' } },
    { case: 'an error code', body: { output: { voice_id: COSYVOICE_ID }, code: 'X', message: 'y' } },
    {
      case: 'fields of unexpected types',
      body: { output: { voice_id: COSYVOICE_ID, target_model: 3, preview_audio: 'x' } },
    },
  ])('is accepted without a preview from an answer with $case', async ({ body }) => {
    await start(reply(200, body));
    expect(await client.createVoice(cosyvoiceRequest)).toEqual({
      kind: 'made',
      providerVoiceId: COSYVOICE_ID,
      isIdDocumented: true,
      targetModel: 'cosyvoice-v3.5-plus',
      preview: { kind: 'invalid', reason: 'missing' },
      requestId: null,
      usageCount: null,
    });
  });

  it('has the id in the field voice for Qwen', async () => {
    await start(reply(200, { output: { voice: QWEN_ID, target_model: 'qwen3-tts-vd-2026-01-26' } }));
    expect(await client.createVoice(qwenRequest)).toMatchObject({ kind: 'made', providerVoiceId: QWEN_ID });
  });

  it.each(['', '../../etc/passwd', 'a b', `x${'y'.repeat(300)}`, '\u0000', 'a/b', 'é', 5, null, {}])(
    'is not recognized if its id is %j: the outcome is unknown',
    async (id) => {
      await start(reply(200, { output: { voice_id: id } }));
      expect(await client.createVoice(cosyvoiceRequest)).toMatchObject({
        kind: 'unknown',
        cause: 'no_voice_id',
      });
    },
  );
});

describe('a request that this client refuses', () => {
  const refusal = async (request: Parameters<DashScopeClient['createVoice']>[0]): Promise<CreateOutcome> => {
    const outcome = await client.createVoice(request);
    expect(server.connections()).toBe(0);
    return outcome;
  };

  it.each([
    {
      case: 'a Qwen model',
      change: { targetModel: 'qwen3-tts-vd-2026-01-26' },
      message: /family qwen, not cosyvoice/,
    },
    { case: 'no model name', change: { targetModel: 'a b' }, message: /target model/ },
    { case: 'a prefix with an underscore', change: { prefix: 'a_b' }, message: /name must match/ },
    { case: 'a prefix of 11', change: { prefix: 'abcdefghijk' }, message: /name must match/ },
    { case: 'an empty prompt', change: { voicePrompt: '' }, message: /voice prompt must have 1 to 500/ },
    {
      case: 'a prompt of 501',
      change: { voicePrompt: '𝄞'.repeat(501) },
      message: /voice prompt must have 1 to 500/,
    },
    {
      case: 'a text of 14',
      change: { previewText: '𝄞'.repeat(14) },
      message: /preview text must have 15 to 200/,
    },
    {
      case: 'a text of 201',
      change: { previewText: 'x'.repeat(201) },
      message: /preview text must have 15 to 200/,
    },
    { case: '8 kHz', change: { sampleRate: 8000 }, message: /16000, 24000, 48000/ },
    { case: 'opus', change: { responseFormat: 'opus' as const }, message: /pcm, wav, mp3/ },
    { case: 'French', change: { languageHints: ['fr' as const] }, message: /zh, en/ },
  ])('is refused before anything is sent: $case', async ({ change, message }) => {
    await start();
    const outcome = await refusal({ ...cosyvoiceRequest, ...change });
    if (outcome.kind !== 'refused') throw new Error(outcome.kind);
    expect(outcome.error).toMatchObject({ name: 'DashScopeInvalidRequestError', certainlyNotDone: true });
    expect(outcome.error.message).toMatch(message);
  });

  it('accepts 500 code points outside the basic plane as 500 characters', async () => {
    await start(reply(200, madeBody()));
    expect(await client.createVoice({ ...cosyvoiceRequest, voicePrompt: '𝄞'.repeat(500) })).toMatchObject({
      kind: 'made',
    });
  });

  it('sends an unknown target model', async () => {
    await start(reply(200, madeBody()));
    const outcome = await client.createVoice({ ...cosyvoiceRequest, targetModel: 'cosyvoice-v9' });
    expect(outcome.kind).toBe('made');
  });

  it('does not send a create whose time to send has passed', async () => {
    await start();
    const outcome = await client.createVoice(cosyvoiceRequest, { sendBefore: Date.now() - 1 });
    expect(outcome).toMatchObject({ kind: 'notDone', cause: 'too_late', error: { certainlyNotDone: true } });
    expect(server.connections()).toBe(0);
  });
});
