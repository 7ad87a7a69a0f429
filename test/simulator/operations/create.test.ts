import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Caller, idOf, startProvider } from '../support/provider.ts';
import { cosyvoice, cosyvoiceCreate, qwenCreate } from '../support/requests.ts';

const without = (body: ReturnType<typeof cosyvoiceCreate | typeof qwenCreate>, field: string) => ({
  ...body,
  input: Object.fromEntries(Object.entries(body.input).filter(([name]) => name !== field)),
});

describe('create', () => {
  let caller: Caller;
  beforeAll(async () => {
    caller = await startProvider();
  });
  beforeEach(() => caller.fresh());
  afterAll(() => caller.simulator.stop());

  it.each([
    ['500 characters of prompt', cosyvoiceCreate({ voice_prompt: 'x'.repeat(500) })],
    ['500 characters outside the basic plane', cosyvoiceCreate({ voice_prompt: '𠮷'.repeat(500) })],
    ['200 characters of text', cosyvoiceCreate({ preview_text: '你'.repeat(200) })],
    ['15 characters of text', cosyvoiceCreate({ preview_text: '𠮷'.repeat(15) })],
    ['Qwen: 1 character of text', qwenCreate({ preview_text: '好' })],
    ['a prefix of 10', cosyvoiceCreate({ prefix: 'Abc4567890' })],
    ['no hints', without(cosyvoiceCreate(), 'language_hints')],
    ['empty hints', cosyvoiceCreate({ language_hints: [] })],
    ['more than one hint, of which the first counts', cosyvoiceCreate({ language_hints: ['en', 'xx'] })],
    ['every field null that may be', cosyvoiceCreate({ language_hints: null }, { sample_rate: null })],
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
    expect((await caller.post(body)).status).toBe(200);
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
      'a model nobody knows',
      cosyvoiceCreate({ target_model: 'cosyvoice-v9' }),
      { status: 404, code: 'ModelNotFound', message: /cosyvoice-v9/ },
    ],
    [
      'a clone',
      cosyvoiceCreate({ url: 'https://example.com/me.wav' }),
      { status: 400, code: 'UnsupportedOperation', message: /clon/ },
    ],
  ])('refuses %s, and makes nothing', async (_case, body, { status, code, message }) => {
    const answer = await caller.post(body);
    expect(answer.status).toBe(status);
    expect(answer.body).toStrictEqual({
      request_id: expect.any(String),
      code,
      message: expect.stringMatching(message),
    });
    expect((await caller.control.snapshot()).billed).toEqual([]);
  });

  it('makes another voice each time it is asked the same', async () => {
    const first = idOf(await caller.post(cosyvoiceCreate()));
    const second = idOf(await caller.post(cosyvoiceCreate()));
    expect(second).not.toBe(first);
    expect((await caller.control.snapshot()).billed).toHaveLength(2);
  });

  it('bills Qwen voices, and only those', async () => {
    await caller.post(qwenCreate());
    await caller.post(qwenCreate());
    await caller.post(cosyvoiceCreate());
    expect(await caller.control.snapshot()).toMatchObject({ billedCny: 0.4 });
  });

  it('takes an unknown model when told to', async () => {
    await caller.control.changeSettings({ unknownTargetModels: 'accept' });
    const id = idOf(await caller.post(cosyvoiceCreate({ target_model: 'cosyvoice-v9' })));
    expect(id).toMatch(/^cosyvoice-v9-vd-announcer-/);
  });

  it('refuses at the cap, per account and family, until a voice is deleted', async () => {
    await caller.control.changeSettings({ voiceCap: 2 });
    const first = idOf(await caller.post(cosyvoiceCreate()));
    await caller.post(cosyvoiceCreate());
    const full = await caller.post(cosyvoiceCreate());
    expect(full).toMatchObject({ status: 400, body: { code: 'Throttling.AllocationQuota' } });
    expect((await caller.post(qwenCreate())).status).toBe(200);
    expect((await caller.post(cosyvoiceCreate(), { scope: 'international' })).status).toBe(200);
    await caller.post(cosyvoice('delete', { voice_id: first }));
    expect((await caller.post(cosyvoiceCreate())).status).toBe(200);
  });

  it('says Qwen storage is full in its own words', async () => {
    await caller.control.seedVoices({ family: 'qwen', count: 1000 });
    const full = await caller.post(qwenCreate());
    expect(full).toMatchObject({ status: 400, body: { code: 'Throttling.AllocationQuota' } });
    expect(full.body).toMatchObject({
      message: expect.stringContaining('Maximum voice storage limit exceeded'),
    });
  });

  it('puts one clock into the name and the times of a Qwen voice', async () => {
    const id = idOf(await caller.post(qwenCreate()));
    expect(id).toContain('-voice-20261124120000000-');
    const answer = await caller.post({ model: 'qwen-voice-design', input: { action: 'query', voice: id } });
    expect(answer.body).toMatchObject({ output: { gmt_create: '2026-11-24 12:00:00' } });
  });
});
