import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { cosyvoice, cosyvoiceCreate, qwenCreate } from '../support/requests.ts';
import { idOf, startTestSimulator, type TestSimulator } from '../support/test-simulator.ts';

const without = (body: ReturnType<typeof cosyvoiceCreate | typeof qwenCreate>, field: string) => ({
  ...body,
  input: Object.fromEntries(Object.entries(body.input).filter(([name]) => name !== field)),
});

describe('create', () => {
  let simulator: TestSimulator;
  beforeAll(async () => {
    simulator = await startTestSimulator();
  });
  beforeEach(() => simulator.reset());
  afterAll(() => simulator.server.stop());

  it.each([
    ['500 characters of prompt', cosyvoiceCreate({ voice_prompt: 'x'.repeat(500) })],
    ['500 characters outside the basic plane', cosyvoiceCreate({ voice_prompt: '𠮷'.repeat(500) })],
    ['200 characters of text', cosyvoiceCreate({ preview_text: '你'.repeat(200) })],
    ['15 characters of text', cosyvoiceCreate({ preview_text: '𠮷'.repeat(15) })],
    ['Qwen: 1 character of text', qwenCreate({ preview_text: '好' })],
    ['a prefix of 10', cosyvoiceCreate({ prefix: 'Abc4567890' })],
    ['no hints', without(cosyvoiceCreate(), 'language_hints')],
    ['empty hints', cosyvoiceCreate({ language_hints: [] })],
    ['several hints, of which only the first is used', cosyvoiceCreate({ language_hints: ['en', 'xx'] })],
    ['null in all optional fields', cosyvoiceCreate({ language_hints: null }, { sample_rate: null })],
    ['mp3', cosyvoiceCreate({}, { response_format: 'mp3' })],
    ['16 kHz pcm', cosyvoiceCreate({}, { sample_rate: 16000, response_format: 'pcm' })],
    ['a model of Qwen-Audio-TTS', cosyvoiceCreate({ target_model: 'qwen-audio-3.0-tts-plus' })],
    ['no parameters', { ...cosyvoiceCreate(), parameters: undefined }],
    ['unknown top-level keys', { ...cosyvoiceCreate(), task_group: 'audio', task: 'tts' }],
    ['Qwen: 2048 characters of prompt', qwenCreate({ voice_prompt: 'x'.repeat(2048) })],
    ['Qwen: 1024 characters of text', qwenCreate({ preview_text: 'x'.repeat(1024) })],
    ['Qwen: a name of 16 with underscore', qwenCreate({ preferred_name: 'Abc_567890123456' })],
    ['Qwen: Japanese', qwenCreate({ language: 'ja' })],
    ['Qwen: 8 kHz', qwenCreate({}, { sample_rate: 8000 })],
  ])('accepts %s', async (_case, body) => {
    expect((await simulator.post(body)).status).toBe(200);
  });

  const invalid = (message: RegExp) => ({ status: 400, code: 'InvalidParameter', message });
  it.each([
    ['no target_model', without(cosyvoiceCreate(), 'target_model'), invalid(/target_model/)],
    ['no voice_prompt', without(cosyvoiceCreate(), 'voice_prompt'), invalid(/voice_prompt/)],
    ['no preview_text', without(cosyvoiceCreate(), 'preview_text'), invalid(/preview_text/)],
    ['no prefix', without(cosyvoiceCreate(), 'prefix'), invalid(/prefix/)],
    ['an empty prompt', cosyvoiceCreate({ voice_prompt: '' }), invalid(/voice_prompt/)],
    ['a number as prompt', cosyvoiceCreate({ voice_prompt: 7 }), invalid(/voice_prompt/)],
    ['501 characters', cosyvoiceCreate({ voice_prompt: '你'.repeat(501) }), invalid(/500.*501/)],
    ['14 characters of text', cosyvoiceCreate({ preview_text: '𠮷'.repeat(14) }), invalid(/15.*14/)],
    ['201 characters', cosyvoiceCreate({ preview_text: 'x'.repeat(201) }), invalid(/200.*201/)],
    ['a prefix of 11', cosyvoiceCreate({ prefix: 'a'.repeat(11) }), invalid(/prefix/)],
    ['an underscore in a prefix', cosyvoiceCreate({ prefix: 'a_b' }), invalid(/prefix/)],
    ['a hint of another language', cosyvoiceCreate({ language_hints: ['fr'] }), invalid(/language_hints/)],
    ['hints that are text', cosyvoiceCreate({ language_hints: 'en' }), invalid(/language_hints/)],
    ['8 kHz CosyVoice', cosyvoiceCreate({}, { sample_rate: 8000 }), invalid(/sample_rate/)],
    ['a rate that is text', cosyvoiceCreate({}, { sample_rate: '24000' }), invalid(/sample_rate/)],
    ['CosyVoice in opus', cosyvoiceCreate({}, { response_format: 'opus' }), invalid(/response_format/)],
    ['parameters that are text', { ...cosyvoiceCreate(), parameters: 'wav' }, invalid(/parameters/)],
    [
      "the other family's model",
      cosyvoiceCreate({ target_model: 'qwen3-tts-vd-2026-01-26' }),
      invalid(/target/),
    ],
    ['a model for clones only', cosyvoiceCreate({ target_model: 'cosyvoice-v2' }), invalid(/target_model/)],
    ['Qwen: no preferred_name', without(qwenCreate(), 'preferred_name'), invalid(/preferred_name/)],
    ['Qwen: a name of 17', qwenCreate({ preferred_name: 'a'.repeat(17) }), invalid(/preferred_name/)],
    ['Qwen: 2049 characters', qwenCreate({ voice_prompt: 'x'.repeat(2049) }), invalid(/2048.*2049/)],
    ['Qwen: 1025 characters', qwenCreate({ preview_text: 'x'.repeat(1025) }), invalid(/1024.*1025/)],
    ['Qwen: an unknown language', qwenCreate({ language: 'nl' }), invalid(/language/)],
    [
      'an unknown model',
      cosyvoiceCreate({ target_model: 'cosyvoice-v9' }),
      { status: 404, code: 'ModelNotFound', message: /cosyvoice-v9/ },
    ],
    [
      'a clone',
      cosyvoiceCreate({ url: 'https://example.com/me.wav' }),
      { status: 400, code: 'UnsupportedOperation', message: /clon/ },
    ],
  ])('refuses %s and creates no voice', async (_case, body, { status, code, message }) => {
    const answer = await simulator.post(body);
    expect(answer.status).toBe(status);
    expect(answer.body).toStrictEqual({
      request_id: expect.any(String),
      code,
      message: expect.stringMatching(message),
    });
    expect((await simulator.control.snapshot()).billed).toEqual([]);
  });

  it('creates a new voice for each identical request', async () => {
    const first = idOf(await simulator.post(cosyvoiceCreate()));
    const second = idOf(await simulator.post(cosyvoiceCreate()));
    expect(second).not.toBe(first);
    expect((await simulator.control.snapshot()).billed).toHaveLength(2);
  });

  it('bills Qwen voices only', async () => {
    await simulator.post(qwenCreate());
    await simulator.post(qwenCreate());
    await simulator.post(cosyvoiceCreate());
    expect(await simulator.control.snapshot()).toMatchObject({ billedCny: 0.4 });
  });

  it('accepts an unknown model if the setting allows it', async () => {
    await simulator.control.changeSettings({ unknownTargetModels: 'accept' });
    const id = idOf(await simulator.post(cosyvoiceCreate({ target_model: 'cosyvoice-v9' })));
    expect(id).toMatch(/^cosyvoice-v9-vd-announcer-/);
  });

  it('refuses voices above the cap of account and family, until a voice is deleted', async () => {
    await simulator.control.changeSettings({ voiceCap: 2 });
    const first = idOf(await simulator.post(cosyvoiceCreate()));
    await simulator.post(cosyvoiceCreate());
    const full = await simulator.post(cosyvoiceCreate());
    expect(full).toMatchObject({ status: 400, body: { code: 'Throttling.AllocationQuota' } });
    expect((await simulator.post(qwenCreate())).status).toBe(200);
    expect((await simulator.post(cosyvoiceCreate(), { scope: 'international' })).status).toBe(200);
    await simulator.post(cosyvoice('delete', { voice_id: first }));
    expect((await simulator.post(cosyvoiceCreate())).status).toBe(200);
  });

  it('refuses Qwen voices above the cap with the message for Qwen', async () => {
    await simulator.control.seedVoices({ family: 'qwen', count: 1000 });
    const full = await simulator.post(qwenCreate());
    expect(full).toMatchObject({ status: 400, body: { code: 'Throttling.AllocationQuota' } });
    expect(full.body).toMatchObject({
      message: expect.stringContaining('Maximum voice storage limit exceeded'),
    });
  });

  it('uses the same time zone in the id and the timestamps of a Qwen voice', async () => {
    const id = idOf(await simulator.post(qwenCreate()));
    expect(id).toContain('-voice-20261124120000000-');
    const answer = await simulator.post({
      model: 'qwen-voice-design',
      input: { action: 'query', voice: id },
    });
    expect(answer.body).toMatchObject({ output: { gmt_create: '2026-11-24 12:00:00' } });
  });
});
