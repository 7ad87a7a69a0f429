import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { cosyvoice, cosyvoiceCreate, qwen, qwenCreate } from './support/requests.ts';
import { idOf, startTestSimulator, type TestSimulator } from './support/test-simulator.ts';

/** The vendor's samples. Values are replaced by matchers; the set of fields must be equal. */
const uuid = expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
const timestamp = expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
const cosyvoiceId = expect.stringMatching(/^cosyvoice-v3\.5-plus-vd-announcer-[0-9a-f]{32}$/);
const qwenId = expect.stringMatching(/^qwen-tts-vd-announcer-voice-\d{17}-[0-9a-f]{4}$/);
const text = expect.stringMatching(/./);
const preview = {
  data: expect.stringMatching(/^[A-Za-z0-9+/]+={0,2}$/),
  sample_rate: 24000,
  response_format: 'wav',
};
const texts = { voice_prompt: text, preview_text: text };
const times = { gmt_create: timestamp, gmt_modified: timestamp };
const qwenItem = {
  voice: qwenId,
  ...times,
  language: 'en',
  target_model: 'qwen3-tts-vd-realtime-2026-01-15',
  ...texts,
};
const cosyvoiceListItem = { voice_id: cosyvoiceId, ...times, status: 'OK', ...texts };
const cosyvoiceQueryItem = { ...cosyvoiceListItem, target_model: 'cosyvoice-v3.5-plus' };

const samples: [string, (id: string) => unknown, unknown, unknown][] = [
  [
    'CosyVoice list',
    () => cosyvoice('list', { page_index: 0, page_size: 10 }),
    { voice_list: [cosyvoiceListItem] },
    { count: 1 },
  ],
  ['CosyVoice query', (id) => cosyvoice('query', { voice_id: id }), cosyvoiceQueryItem, {}],
  ['CosyVoice delete', (id) => cosyvoice('delete', { voice_id: id }), {}, { count: 1 }],
];

const qwenSamples: typeof samples = [
  [
    'Qwen list',
    () => qwen('list', { page_index: 0, page_size: 10 }),
    { page_index: 0, page_size: 10, total_count: 1, voice_list: [qwenItem] },
    { count: 0 },
  ],
  ['Qwen query', (id) => qwen('query', { voice: id }), qwenItem, { count: 0 }],
  ['Qwen delete', (id) => qwen('delete', { voice: id }), { voice: qwenId }, { count: 0 }],
];

describe("responses have the fields of the vendor's samples", () => {
  let simulator: TestSimulator;
  beforeAll(async () => {
    simulator = await startTestSimulator({ settings: { reviewSeconds: 0 } });
  });
  afterAll(() => simulator.server.stop());

  describe.each(['mainland', 'international'] as const)('in scope %s', (scope) => {
    const send = (body: unknown) => simulator.post(body, { scope });

    it('CosyVoice create', async () => {
      await simulator.control.reset();
      const answer = await send(cosyvoiceCreate());
      expect(answer.contentType).toBe('application/json');
      expect(answer).toMatchObject({ status: 200 });
      expect(answer.body).toStrictEqual({
        output: { preview_audio: preview, target_model: 'cosyvoice-v3.5-plus', voice_id: cosyvoiceId },
        usage: { count: 1 },
        request_id: uuid,
      });
    });

    it('Qwen create', async () => {
      await simulator.control.reset();
      const answer = await send(qwenCreate());
      expect(answer.body).toStrictEqual({
        output: { preview_audio: preview, target_model: 'qwen3-tts-vd-realtime-2026-01-15', voice: qwenId },
        usage: { count: 1 },
        request_id: uuid,
      });
    });

    it.each(samples)('%s', async (_case, request, output, usage) => {
      await simulator.control.reset();
      const created = await send(cosyvoiceCreate());
      const answer = await send(request(idOf(created)));
      expect(answer.body).toStrictEqual({ output, usage, request_id: uuid });
    });

    it.each(qwenSamples)('%s', async (_case, request, output, usage) => {
      await simulator.control.reset();
      const created = await send(qwenCreate());
      const answer = await send(request(idOf(created)));
      expect(answer.body).toStrictEqual({ output, usage, request_id: uuid });
    });

    it('accepts the requests of the official SDKs', async () => {
      await simulator.control.reset();
      const headers = {
        'Content-Type': 'application/json; charset=utf-8',
        'user-agent': 'dashscope/1.26.2; python/3.12',
        'X-DashScope-Workspace': 'ws-1',
        'X-DashScope-DataInspection': 'enable',
      };
      const body = cosyvoiceCreate({ url: null, max_prompt_audio_length: null }, {});
      const created = await simulator.post(body, { scope, headers });
      const id = idOf(created);
      for (const later of [cosyvoice('list', { prefix: null }), cosyvoice('query', { voice_id: id })]) {
        const answer = await simulator.post({ ...later, parameters: {} }, { scope, headers });
        expect(answer.status).toBe(200);
      }
    });
  });
});
