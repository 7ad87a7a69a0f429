import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { FAMILY_LIMITS, RETIREMENTS } from '../../../../lambdas/shared/dashscope/vocabulary.ts';
import { type Finding, findingCodes } from '../../../../lambdas/shared/requests/finding.ts';
import {
  parseVoiceRequest,
  type RequestSettings,
} from '../../../../lambdas/shared/requests/voice-request.ts';

const settings: RequestSettings = {
  offered: [
    { scope: 'mainland', families: ['cosyvoice', 'qwen'] },
    { scope: 'international', families: ['qwen'] },
  ],
};
const cosyvoice = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A calm voice that takes its time.',
  previewText: 'The harbour is quiet tonight.',
};
const qwen = { ...cosyvoice, family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26' };
const without = (field: keyof typeof cosyvoice) =>
  Object.fromEntries(Object.entries(cosyvoice).filter(([name]) => name !== field));

function findings(value: unknown): readonly Finding[] {
  const parsed = parseVoiceRequest(value, settings);
  return parsed.valid ? [] : parsed.findings;
}

function accepted(value: unknown) {
  const parsed = parseVoiceRequest(value, settings);
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.findings));
  return parsed;
}

const manyLabels = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']));

describe('what a request for a voice may not be', () => {
  it.each<[string, unknown, Partial<Finding>]>([
    ['a list', [], { pointer: '', code: 'not_an_object' }],
    ['null', null, { pointer: '', code: 'not_an_object' }],
    ['a text', 'voice', { pointer: '', code: 'not_an_object' }],
    ['without family', without('family'), { pointer: '/family', code: 'required' }],
    ['without targetModel', without('targetModel'), { pointer: '/targetModel', code: 'required' }],
    ['without voicePrompt', without('voicePrompt'), { pointer: '/voicePrompt', code: 'required' }],
    ['without previewText', without('previewText'), { pointer: '/previewText', code: 'required' }],
    [
      'of an unknown family',
      { ...cosyvoice, family: 'sambert' },
      { pointer: '/family', code: 'not_allowed', allowed: ['cosyvoice', 'qwen'] },
    ],
    [
      'of a family that is a number',
      { ...cosyvoice, family: 1 },
      { pointer: '/family', code: 'invalid_type' },
    ],
    ['of family null', { ...cosyvoice, family: null }, { pointer: '/family', code: 'invalid_type' }],
    ['with an unknown field', { ...cosyvoice, pitch: 1 }, { pointer: '/pitch', code: 'unknown_field' }],
    ['with a read-only field', { ...cosyvoice, status: 'OK' }, { pointer: '/status', code: 'unknown_field' }],
    [
      "with an event's field",
      { ...cosyvoice, requestKey: 'k' },
      { pointer: '/requestKey', code: 'unknown_field' },
    ],
    [
      'with __proto__',
      JSON.parse(`${JSON.stringify(cosyvoice).slice(0, -1)},"__proto__":{"x":1}}`),
      { pointer: '/__proto__', code: 'unknown_field' },
    ],
    [
      'with constructor',
      { ...cosyvoice, constructor: {} },
      { pointer: '/constructor', code: 'unknown_field' },
    ],
    [
      'with a field whose name is a path',
      { ...cosyvoice, 'a/b~c': 1 },
      { pointer: '/a~1b~0c', code: 'unknown_field' },
    ],
    [
      'with a field of a very long name',
      { ...cosyvoice, ['x'.repeat(5_000)]: 1 },
      { pointer: '', code: 'unknown_field' },
    ],
    [
      'with a number for a text',
      { ...cosyvoice, voicePrompt: 5 },
      { pointer: '/voicePrompt', code: 'invalid_type' },
    ],
    [
      'with a text for a number',
      { ...cosyvoice, sampleRate: '24000' },
      { pointer: '/sampleRate', code: 'invalid_type' },
    ],
    ['with null for a name', { ...cosyvoice, name: null }, { pointer: '/name', code: 'invalid_type' }],
    [
      'with an infinite sample rate',
      { ...cosyvoice, sampleRate: Number.POSITIVE_INFINITY },
      { pointer: '/sampleRate', code: 'invalid_type' },
    ],
    [
      'with an empty voicePrompt',
      { ...cosyvoice, voicePrompt: '' },
      { pointer: '/voicePrompt', code: 'too_short', limit: 1, actual: 0 },
    ],
    [
      'with a blank voicePrompt',
      { ...cosyvoice, voicePrompt: ' \n\t' },
      { pointer: '/voicePrompt', code: 'invalid_text' },
    ],
    [
      'with 501 code points of prompt for cosyvoice',
      { ...cosyvoice, voicePrompt: '声'.repeat(501) },
      { pointer: '/voicePrompt', code: 'too_long', limit: 500, actual: 501 },
    ],
    [
      'with 201 astral code points of preview',
      { ...cosyvoice, previewText: '😀'.repeat(201) },
      { pointer: '/previewText', code: 'too_long', limit: 200, actual: 201 },
    ],
    [
      'with 2,049 code points of prompt for qwen',
      { ...qwen, voicePrompt: 'a'.repeat(2_049) },
      { pointer: '/voicePrompt', code: 'too_long', limit: 2_048, actual: 2_049 },
    ],
    [
      'with 1,025 code points of preview for qwen',
      { ...qwen, previewText: 'a'.repeat(1_025) },
      { pointer: '/previewText', code: 'too_long', limit: 1_024, actual: 1_025 },
    ],
    [
      'with a lone surrogate',
      { ...cosyvoice, previewText: 'a\ud800' },
      { pointer: '/previewText', code: 'invalid_text' },
    ],
    [
      'with a null character',
      { ...cosyvoice, previewText: 'a\u0000' },
      { pointer: '/previewText', code: 'invalid_text' },
    ],
    [
      'with an escape character',
      { ...cosyvoice, voicePrompt: 'a\u001b[31m' },
      { pointer: '/voicePrompt', code: 'invalid_text' },
    ],
    [
      'with a direction override',
      { ...cosyvoice, voicePrompt: 'a\u202ecba' },
      { pointer: '/voicePrompt', code: 'invalid_text' },
    ],
    [
      'with a direction isolate',
      { ...cosyvoice, voicePrompt: 'a\u2066cba' },
      { pointer: '/voicePrompt', code: 'invalid_text' },
    ],
    [
      'with invisible text alone',
      { ...cosyvoice, previewText: '\u200b\u2060\ufeff\u3164\u2800' },
      { pointer: '/previewText', code: 'invalid_text' },
    ],
    [
      'with a model of the other family',
      { ...cosyvoice, targetModel: qwen.targetModel },
      {
        pointer: '/targetModel',
        code: 'family_mismatch',
        detail: 'is a model of the family qwen, and the request names the family cosyvoice',
      },
    ],
    [
      'with an empty model',
      { ...cosyvoice, targetModel: '' },
      { pointer: '/targetModel', code: 'too_short' },
    ],
    [
      'with blanks in the model',
      { ...cosyvoice, targetModel: 'cosy voice' },
      { pointer: '/targetModel', code: 'invalid_text' },
    ],
    [
      'with a model of 129 characters',
      { ...cosyvoice, targetModel: 'm'.repeat(129) },
      { pointer: '/targetModel', code: 'too_long', limit: 128, actual: 129 },
    ],
    [
      'with a sample rate that the family has not',
      { ...cosyvoice, sampleRate: 8_000 },
      { pointer: '/sampleRate', code: 'not_allowed', allowed: [16_000, 24_000, 48_000] },
    ],
    [
      'with half a hertz',
      { ...qwen, sampleRate: 24_000.5 },
      { pointer: '/sampleRate', code: 'not_allowed', allowed: [8_000, 16_000, 24_000, 48_000] },
    ],
    [
      'with a format that the family has not',
      { ...cosyvoice, responseFormat: 'opus' },
      { pointer: '/responseFormat', code: 'not_allowed', allowed: ['pcm', 'wav', 'mp3'] },
    ],
    [
      'with a format in capitals',
      { ...cosyvoice, responseFormat: 'WAV' },
      { pointer: '/responseFormat', code: 'not_allowed' },
    ],
    [
      'with a language that the family has not',
      { ...cosyvoice, language: 'de' },
      { pointer: '/language', code: 'not_allowed', allowed: ['zh', 'en'] },
    ],
    [
      'with an unknown scope',
      { ...cosyvoice, scope: 'moon' },
      { pointer: '/scope', code: 'not_allowed', allowed: ['mainland', 'international'] },
    ],
    [
      'of a family not offered in its scope',
      { ...cosyvoice, scope: 'international' },
      {
        pointer: '/family',
        code: 'not_allowed',
        allowed: ['qwen'],
        detail: 'the family cosyvoice is not offered in the scope international',
      },
    ],
    ['with an empty name', { ...cosyvoice, name: '' }, { pointer: '/name', code: 'too_short' }],
    [
      'with a name of 65 code points',
      { ...cosyvoice, name: '😀'.repeat(65) },
      { pointer: '/name', code: 'too_long', limit: 64, actual: 65 },
    ],
    [
      'with a line feed in the name',
      { ...cosyvoice, name: 'a\nb' },
      { pointer: '/name', code: 'invalid_text' },
    ],
    ['with labels as a list', { ...cosyvoice, labels: ['a'] }, { pointer: '/labels', code: 'invalid_type' }],
    [
      'with a number in a label',
      { ...cosyvoice, labels: { a: 1 } },
      { pointer: '/labels/a', code: 'invalid_type' },
    ],
    [
      'with 21 labels',
      { ...cosyvoice, labels: manyLabels(21) },
      { pointer: '/labels', code: 'too_long', limit: 20, actual: 21 },
    ],
    [
      'with an empty key of a label',
      { ...cosyvoice, labels: { '': 'a' } },
      { pointer: '/labels/', code: 'too_short' },
    ],
    [
      'with a key of a label of 65 code points',
      { ...cosyvoice, labels: { ['k'.repeat(65)]: 'a' } },
      { pointer: '/labels', code: 'too_long', limit: 64, actual: 65 },
    ],
    [
      'with a value of a label of 129 code points',
      { ...cosyvoice, labels: { a: 'v'.repeat(129) } },
      { pointer: '/labels/a', code: 'too_long', limit: 128, actual: 129 },
    ],
    [
      'with a colon in the key of a label',
      { ...cosyvoice, labels: { 'a:b': 'c' } },
      { pointer: '/labels/a:b', code: 'not_allowed' },
    ],
    [
      'with a control character in a label',
      { ...cosyvoice, labels: { a: '\u0007' } },
      { pointer: '/labels/a', code: 'invalid_text' },
    ],
    [
      'with a label __proto__',
      { ...cosyvoice, labels: JSON.parse('{"__proto__":"x"}') },
      { pointer: '/labels/__proto__', code: 'not_allowed' },
    ],
    [
      'with labels of over 4 KiB',
      {
        ...cosyvoice,
        labels: Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`k${n}`, '声'.repeat(80)])),
      },
      { pointer: '/labels', code: 'too_long', limit: 4_096, actual: 4_850 },
    ],
  ])('%s', (_, value, expected) => {
    expect(findings(value)).toEqual([expect.objectContaining(expected)]);
  });

  it('is told all at once', () => {
    const value = {
      family: 'qwen',
      targetModel: 'cosyvoice-v3-plus',
      voicePrompt: '',
      sampleRate: '1',
      name: 'a\u0000',
      extra: 1,
    };
    expect(
      findings(value)
        .map(({ pointer, code }) => `${pointer} ${code}`)
        .sort(),
    ).toEqual([
      '/extra unknown_field',
      '/name invalid_text',
      '/previewText required',
      '/sampleRate invalid_type',
      '/targetModel family_mismatch',
      '/voicePrompt too_short',
    ]);
  });

  it('is told without repeating a value that was sent', () => {
    const secret = 'sk-not-to-be-repeated';
    const told = ['family', 'scope', 'language', 'responseFormat', 'targetModel'].flatMap((field) =>
      findings({ ...cosyvoice, [field]: `${secret} ` }),
    );
    expect(told).toHaveLength(5);
    expect(JSON.stringify(told)).not.toContain(secret);
  });
});

describe('what a request for a voice may be', () => {
  it('is filled with every default, and kept as it was asked beside', () => {
    expect(accepted(cosyvoice)).toEqual({
      valid: true,
      asked: cosyvoice,
      request: {
        ...cosyvoice,
        scope: 'mainland',
        name: null,
        language: null,
        sampleRate: 24_000,
        responseFormat: 'wav',
        labels: {},
      },
      warnings: [],
    });
  });

  it.each([
    ['texts at the limit', { ...cosyvoice, voicePrompt: '声'.repeat(500), previewText: '😀'.repeat(200) }],
    [
      'texts at the limit of qwen',
      { ...qwen, voicePrompt: 'a'.repeat(2_048), previewText: 'a'.repeat(1_024) },
    ],
    ['several lines', { ...cosyvoice, voicePrompt: 'One.\r\nTwo.\tThree.' }],
    ['letters that join', { ...cosyvoice, previewText: 'نمی‌خواهم 👩‍👩‍👧' }],
    ['a name at the limit', { ...cosyvoice, name: '😀'.repeat(64) }],
    ['a model at the limit', { ...cosyvoice, targetModel: 'm'.repeat(128) }],
    [
      'labels at the limits',
      { ...cosyvoice, labels: { ...manyLabels(19), ['k'.repeat(64)]: 'v'.repeat(128) } },
    ],
    ['an empty value of a label', { ...cosyvoice, labels: { draft: '' } }],
    ['a label named constructor', { ...cosyvoice, labels: { constructor: 'x' } }],
    [
      'all there is',
      {
        ...qwen,
        scope: 'international',
        name: 'n',
        language: 'de',
        sampleRate: 8_000,
        responseFormat: 'opus',
        labels: { a: 'b' },
      },
    ],
  ])('%s', (_, value) => {
    expect(accepted(value).request).toMatchObject(value);
  });

  it('has a warning for a model nobody has heard of', () => {
    const { request, warnings } = accepted({ ...cosyvoice, targetModel: 'cosyvoice-v9-max' });
    expect(request.targetModel).toBe('cosyvoice-v9-max');
    expect(warnings).toEqual([{ code: 'unknown_target_model', message: expect.any(String) }]);
  });

  it('has a warning for a model that the provider does not list in the scope', () => {
    const everywhere = { offered: [{ scope: 'international', families: ['cosyvoice'] }] } as const;
    expect(parseVoiceRequest(cosyvoice, everywhere)).toMatchObject({
      valid: true,
      request: { scope: 'international' },
      warnings: [{ code: 'scope_not_documented' }],
    });
  });

  it('has a warning for a family whose end the provider has announced', () => {
    const [warning, ...more] = accepted(qwen).warnings;
    expect(more).toEqual([]);
    expect(warning).toMatchObject({
      code: 'family_retires',
      message: expect.stringContaining(String(RETIREMENTS.qwen?.date)),
    });
  });
});

describe('any value at all', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 600 }),
    fc.string(),
    fc.constantFrom('', ' ', '\u202e', '\ud800'),
  );
  const fields = {
    family: fc.constantFrom('cosyvoice', 'qwen', 'other', 1, null),
    targetModel: fc.oneof(texts, fc.constantFrom(cosyvoice.targetModel, qwen.targetModel)),
    voicePrompt: texts,
    previewText: texts,
    scope: fc.constantFrom('mainland', 'international', 'other'),
    name: texts,
    language: fc.constantFrom('zh', 'de', 'xx'),
    sampleRate: fc.oneof(fc.constantFrom(8_000, 24_000), fc.double()),
    responseFormat: fc.constantFrom('wav', 'opus', 'flac'),
    labels: fc.dictionary(texts, fc.oneof(texts, fc.integer())),
    extra: fc.anything(),
  };

  it('is accepted or told apart by codes that are documented, never thrown upon', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record(fields, { requiredKeys: [] })), (value) => {
        const parsed = parseVoiceRequest(value, settings);
        if (parsed.valid) {
          const { request } = parsed;
          expect([...request.voicePrompt].length).toBeLessThanOrEqual(
            FAMILY_LIMITS[request.family].voicePromptMax,
          );
          expect(request.voicePrompt.isWellFormed()).toBe(true);
          return;
        }
        expect(parsed.findings.length).toBeGreaterThan(0);
        for (const finding of parsed.findings) expect(findingCodes).toContain(finding.code);
      }),
      { numRuns: 1_000 },
    );
  });
});
