/** `npm run typecheck` checks the `@ts-expect-error` lines below: it fails if such a line compiles. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  type DashScopeClient,
  FAMILIES,
  KNOWN_TARGET_MODELS,
  LANGUAGES,
  languagesOf,
  type ProviderWarning,
  RECOMMENDED_TARGET_MODELS,
  systemClock,
  warningsAbout,
} from '../../../../lambdas/shared/dashscope/index.ts';
import { clientOf, cosyvoiceRequest, madeBody, qwenRequest } from './support/requests.ts';
import { reply, type ScriptedServer, startScriptedServer } from './support/scripted-server.ts';

const { prefix, languageHints, ...cosyvoice } = cosyvoiceRequest;
const { preferredName, language, ...qwen } = qwenRequest;

let server: ScriptedServer;
let client: DashScopeClient;
let warnings: ProviderWarning[];
beforeAll(async () => {
  server = await startScriptedServer(reply(200, madeBody()));
});
beforeEach(() => {
  warnings = [];
  server.received.length = 0;
  client = clientOf(server, { onWarning: (warning) => warnings.push(warning) });
});
afterAll(() => server.stop());

describe('fields of the other family, which are type errors and are also rejected before the call', () => {
  const refused = {
    kind: 'refused',
    error: { name: 'DashScopeInvalidRequestError', certainlyNotDone: true },
  };

  it("a CosyVoice voice has a prefix instead of Qwen's preferred name", async () => {
    // @ts-expect-error prefix is missing
    expect(await client.createVoice({ ...cosyvoice, preferredName })).toMatchObject(refused);
    expect(server.received).toEqual([]);
  });

  it("a Qwen voice has a preferred name instead of CosyVoice's prefix", async () => {
    // @ts-expect-error preferredName is missing
    expect(await client.createVoice({ ...qwen, prefix })).toMatchObject(refused);
    expect(server.received).toEqual([]);
  });

  it("the other family's language field does not compile and is not sent", async () => {
    // @ts-expect-error language is Qwen's
    await client.createVoice({ family: 'cosyvoice', ...cosyvoice, prefix, language });
    // @ts-expect-error languageHints are CosyVoice's
    await client.createVoice({ family: 'qwen', ...qwen, preferredName, languageHints });
    for (const { body } of server.received) expect(JSON.parse(body).input).not.toHaveProperty('language');
    for (const { body } of server.received)
      expect(JSON.parse(body).input).not.toHaveProperty('language_hints');
    expect(server.received).toHaveLength(2);
  });

  it('only the list of CosyVoice filters by prefix', async () => {
    server.play(reply(200, { output: { voice_list: [] } }));
    await client.listVoices({ family: 'cosyvoice', prefix });
    const inputs = server.received.map(({ body }) => JSON.parse(body).input);
    expect(inputs).toEqual([expect.objectContaining({ prefix })]);
    const refused = {
      name: 'DashScopeInvalidRequestError',
      message: expect.stringMatching(/takes no prefix/),
    };
    await expect(client.listVoices({ family: 'qwen', prefix })).rejects.toMatchObject(refused);
    await expect(client.walkVoices({ family: 'qwen', prefix }).next()).rejects.toMatchObject(refused);
    expect(server.received).toHaveLength(1);
    server.play(reply(200, madeBody()));
  });

  it('an unknown family does not compile', () => {
    // @ts-expect-error there are two families
    const family: (typeof FAMILIES)[number] = 'voice-enrollment';
    expect(FAMILIES).not.toContain(family);
  });
});

describe('target models', () => {
  it.each(KNOWN_TARGET_MODELS.map(({ name, family }) => ({ name, family })))(
    '$name belongs to $family and is refused for the other family before the call',
    async ({ name, family }) => {
      const requests = { cosyvoice: cosyvoiceRequest, qwen: qwenRequest };
      const other = family === 'qwen' ? 'cosyvoice' : 'qwen';
      await client.createVoice({ ...requests[family], targetModel: name });
      expect(server.received).toHaveLength(1);
      expect(await client.createVoice({ ...requests[other], targetModel: name })).toMatchObject({
        kind: 'refused',
        error: { message: expect.stringContaining(`belongs to the family ${family}, not ${other}`) },
      });
      expect(server.received).toHaveLength(1);
    },
  );

  it('include CosyVoice and Qwen-Audio-TTS', () => {
    const names = KNOWN_TARGET_MODELS.filter(({ family }) => family === 'cosyvoice').map(({ name }) => name);
    expect(names).toEqual(
      expect.arrayContaining(['cosyvoice-v3.5-plus', 'qwen-audio-3.0-tts-plus', 'qwen-audio-3.1-tts-flash']),
    );
  });

  it('that are unknown are sent, with a warning', async () => {
    const outcome = await client.createVoice({ ...cosyvoiceRequest, targetModel: 'cosyvoice-v9' });
    expect(outcome.kind).toBe('made');
    expect(warnings.map(({ code }) => code)).toEqual(['unknown_target_model']);
  });

  const before = new Date('2026-10-09T23:59:59.999Z');
  const after = new Date('2026-10-10T00:00:00Z');
  it.each([
    ['cosyvoice', 'mainland', 'cosyvoice-v3.5-plus', [], []],
    ['cosyvoice', 'international', 'cosyvoice-v3.5-plus', ['scope_undocumented'], ['scope_undocumented']],
    [
      'cosyvoice',
      'international',
      'cosyvoice-v9',
      ['unknown_target_model', 'scope_undocumented'],
      ['unknown_target_model', 'scope_undocumented'],
    ],
    ['qwen', 'mainland', 'qwen3-tts-vd-2026-01-26', ['family_retires'], ['family_retired']],
    [
      'qwen',
      'international',
      'qwen3-tts-vd-2026-01-26',
      ['family_retires'],
      ['scope_undocumented', 'family_retired'],
    ],
    [
      'qwen',
      'mainland',
      'qwen9-tts-vd',
      ['unknown_target_model', 'family_retires'],
      ['unknown_target_model', 'family_retired'],
    ],
  ] as const)(
    'cause the right warnings for %s in %s with %s: %j, and %j after the retirement',
    (family, scope, targetModel, early, late) => {
      const codes = (now: Date) => warningsAbout({ family, scope, targetModel }, now).map(({ code }) => code);
      expect(codes(before)).toEqual(early);
      expect(codes(after)).toEqual(late);
    },
  );

  it.each([
    [before, /^The provider retires qwen-voice-design on 2026-10-10\./],
    [after, /^The provider retired qwen-voice-design on 2026-10-10\./],
  ])('cause a warning for Qwen at %s that names the recommended models', (now, tense) => {
    const create = { family: 'qwen', scope: 'mainland', targetModel: 'qwen3-tts-vd-2026-01-26' } as const;
    const [warning] = warningsAbout(create, now);
    expect(warning?.message).toMatch(tense);
    for (const model of [...RECOMMENDED_TARGET_MODELS, 'cosyvoice-v3.5-flash'])
      expect(warning?.message).toContain(model);
  });

  it("cause a warning for Qwen that depends on the client's clock", async () => {
    for (const [now, code] of [
      [before, 'family_retires'],
      [after, 'family_retired'],
    ] as const) {
      const clock = { ...systemClock, now: () => now.getTime() };
      const timed = clientOf(server, { clock, onWarning: (warning) => warnings.push(warning) });
      await timed.createVoice(qwenRequest);
      expect(warnings.map((warning) => warning.code)).toContain(code);
      expect(server.received).toHaveLength(1);
      server.received.length = 0;
      warnings = [];
    }
  });

  it.each([
    ['cosyvoice', 'qwen-audio-3.1-tts-next', /whole scenes/],
    ['cosyvoice', 'cosyvoice-v2', /cloned voices/],
    ['cosyvoice', 'qwen3-tts-vc-2026-01-22', /cloned voices/],
    ['qwen', 'qwen3-tts-flash-realtime-2025-11-27', /built-in voices/],
  ] as const)(
    'without designed voices are refused before the call, with the reason: %s, %s',
    async (family, targetModel, reason) => {
      const request = { cosyvoice: cosyvoiceRequest, qwen: qwenRequest }[family];
      const outcome = await client.createVoice({ ...request, targetModel });
      expect(outcome).toMatchObject({ kind: 'refused', error: { message: expect.stringMatching(reason) } });
      expect(server.received).toEqual([]);
    },
  );

  it.each([
    ['cosyvoice-v3.5-plus', ['zh', 'en']],
    ['cosyvoice-v3-flash', ['zh', 'en']],
    ['qwen3-tts-vd-2026-01-26', LANGUAGES],
    ['qwen-audio-3.0-tts-plus', null],
    ['cosyvoice-v9', null],
  ])('a voice designed for %s speaks %j', (targetModel, languages) => {
    expect(languagesOf(targetModel)).toEqual(languages);
  });
});
