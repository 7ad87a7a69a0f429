import { describe, expect, it } from '@jest/globals';
import { FAMILY_ROWS } from '../../../../lambdas/shared/dashscope/families.ts';
import { FAMILIES } from '../../../../lambdas/shared/dashscope/vocabulary.ts';
import { jsonSchemaOf } from '../../../../lambdas/shared/platform/json-schema.ts';
import { inboundSchemas } from '../../../../lambdas/shared/validation/inbound-schemas.ts';
import { validationIssueCodes } from '../../../../lambdas/shared/validation/validation-issue-schema.ts';
import {
  parseVoiceRequest,
  voiceRequestSchema,
} from '../../../../lambdas/shared/validation/voice-request.ts';
import { anyText } from '../../../support/any-text.ts';
import fc from '../../../support/fast-check.ts';
import {
  accepted,
  cosyvoice,
  manyLabels,
  qwen,
  settingsBeforeRetirement as settings,
} from '../../../support/voice-requests.ts';

describe('parseVoiceRequest', () => {
  it('returns the request with its defaults, and as it was submitted', () => {
    expect(accepted(cosyvoice)).toEqual({
      valid: true,
      submitted: cosyvoice,
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
    ['the shortest preview', { ...cosyvoice, previewText: '😀'.repeat(15) }],
    ['the shortest preview of qwen', { ...qwen, previewText: '好' }],
    ['several lines', { ...cosyvoice, voicePrompt: 'One.\r\nTwo.\tThree.' }],
    ['joined letters', { ...cosyvoice, previewText: 'نمی‌خواهم 👩‍👩‍👧' }],
    ['a name at the limit', { ...cosyvoice, name: '😀'.repeat(64) }],
    ['a model at the limit', { ...cosyvoice, targetModel: 'm'.repeat(128) }],
    [
      'labels at the limits',
      { ...cosyvoice, labels: { ...manyLabels(19), ['k'.repeat(64)]: 'v'.repeat(128) } },
    ],
    ['an empty value of a label', { ...cosyvoice, labels: { draft: '' } }],
    ['a label named constructor', { ...cosyvoice, labels: { constructor: 'x' } }],
    [
      'every optional field',
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
  ])('accepts %s', (_, value) => {
    expect(accepted(value).request).toMatchObject(value);
  });

  it('warns about an unknown model', () => {
    const { request, warnings } = accepted({ ...cosyvoice, targetModel: 'cosyvoice-v9-max' });
    expect(request.targetModel).toBe('cosyvoice-v9-max');
    expect(warnings).toEqual([{ code: 'unknown_target_model', message: expect.any(String) }]);
  });

  it('warns about a scope in which the provider documents no voice design', () => {
    const everywhere = {
      ...settings,
      enabledFamilies: [{ scope: 'international', families: ['cosyvoice'] }],
    } as const;
    expect(parseVoiceRequest(cosyvoice, everywhere)).toMatchObject({
      valid: true,
      request: { scope: 'international' },
      warnings: [{ code: 'scope_undocumented' }],
    });
  });

  it.each([
    ['2026-10-09T23:59:59.999Z', 'family_retires', /retires qwen-voice-design on 2026-10-10/],
    ['2026-10-10T00:00:00.000Z', 'family_retired', /retired qwen-voice-design on 2026-10-10/],
  ])('accepts Qwen at %s with the warning %s', (time, code, message) => {
    const parsed = parseVoiceRequest(qwen, { ...settings, now: () => new Date(time) });
    expect(parsed).toMatchObject({
      valid: true,
      warnings: [{ code, message: expect.stringMatching(message) }],
    });
  });
});

describe('the published schema', () => {
  it.each(FAMILIES)('has a branch with the bounds of %s', (family) => {
    const { limits } = FAMILY_ROWS[family];
    const { oneOf } = jsonSchemaOf(voiceRequestSchema);
    const branch = {
      family: { const: family },
      voicePrompt: { maxLength: limits.voicePromptMax },
      previewText: { minLength: limits.previewTextMin, maxLength: limits.previewTextMax },
      language: { enum: [...limits.languages, null] },
      sampleRate: { enum: [...limits.sampleRates, null] },
      responseFormat: { enum: [...limits.responseFormats, null] },
    };
    expect(oneOf).toContainEqual({ properties: branch });
    expect(jsonSchemaOf(inboundSchemas['Voice Creation Requested']).oneOf).toEqual(oneOf);
  });
});

describe('parseVoiceRequest with any value', () => {
  const texts = fc.oneof(
    anyText({ maxLength: 600 }),
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

  it('accepts it or reports documented codes, and never throws', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.record(fields, { requiredKeys: [] })), (value) => {
        const parsed = parseVoiceRequest(value, settings);
        if (parsed.valid) {
          const { request } = parsed;
          expect([...request.voicePrompt].length).toBeLessThanOrEqual(
            FAMILY_ROWS[request.family].limits.voicePromptMax,
          );
          expect(request.voicePrompt.isWellFormed()).toBe(true);
          return;
        }
        expect(parsed.issues.length).toBeGreaterThan(0);
        for (const issue of parsed.issues) expect(validationIssueCodes).toContain(issue.code);
      }),
      { numRuns: 1_000 },
    );
  });
});
