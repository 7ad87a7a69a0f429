import { describe, expect, it } from '@jest/globals';
import { KNOWN_TARGET_MODELS } from '../../../../lambdas/shared/dashscope/index.ts';
import type { ValidationIssue } from '../../../../lambdas/shared/validation/validation-issue.ts';
import { cosyvoice, issues, qwen } from '../../../support/voice-requests.ts';

const without = (field: keyof typeof cosyvoice) =>
  Object.fromEntries(Object.entries(cosyvoice).filter(([name]) => name !== field));

describe('parseVoiceRequest rejects a request', () => {
  it.each<[string, unknown, Partial<ValidationIssue>]>([
    ['that is a list', [], { pointer: '', code: 'not_an_object' }],
    ['that is null', null, { pointer: '', code: 'not_an_object' }],
    ['that is a string', 'voice', { pointer: '', code: 'not_an_object' }],
    ['without family', without('family'), { pointer: '/family', code: 'required' }],
    ['without targetModel', without('targetModel'), { pointer: '/targetModel', code: 'required' }],
    ['without voicePrompt', without('voicePrompt'), { pointer: '/voicePrompt', code: 'required' }],
    ['without previewText', without('previewText'), { pointer: '/previewText', code: 'required' }],
    [
      'with an unknown family',
      { ...cosyvoice, family: 'sambert' },
      { pointer: '/family', code: 'not_allowed', allowed: ['cosyvoice', 'qwen'] },
    ],
    ['with a number for a family', { ...cosyvoice, family: 1 }, { pointer: '/family', code: 'invalid_type' }],
    ['with a number for a scope', { ...cosyvoice, scope: 5 }, { pointer: '/scope', code: 'invalid_type' }],
    ['with null for a family', { ...cosyvoice, family: null }, { pointer: '/family', code: 'invalid_type' }],
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
    [
      'with null for a required field',
      { ...cosyvoice, targetModel: null },
      { pointer: '/targetModel', code: 'invalid_type' },
    ],
    [
      'with null for a label',
      { ...cosyvoice, labels: { a: null } },
      { pointer: '/labels/a', code: 'invalid_type' },
    ],
    [
      'with an infinite sample rate',
      { ...cosyvoice, sampleRate: Number.POSITIVE_INFINITY },
      { pointer: '/sampleRate', code: 'invalid_type' },
    ],
    [
      'with a model of the other family',
      { ...cosyvoice, targetModel: qwen.targetModel },
      {
        pointer: '/targetModel',
        code: 'family_mismatch',
        detail: 'is a model of the family qwen, but the request has the family cosyvoice',
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
      'with a sample rate that the family does not support',
      { ...cosyvoice, sampleRate: 8_000 },
      { pointer: '/sampleRate', code: 'not_allowed', allowed: [16_000, 24_000, 48_000] },
    ],
    [
      'with half a hertz',
      { ...qwen, sampleRate: 24_000.5 },
      { pointer: '/sampleRate', code: 'not_allowed', allowed: [8_000, 16_000, 24_000, 48_000] },
    ],
    [
      'with a format that the family does not support',
      { ...cosyvoice, responseFormat: 'opus' },
      { pointer: '/responseFormat', code: 'not_allowed', allowed: ['pcm', 'wav', 'mp3'] },
    ],
    [
      'with a format in capitals',
      { ...cosyvoice, responseFormat: 'WAV' },
      { pointer: '/responseFormat', code: 'not_allowed' },
    ],
    [
      'with a language that the family does not support',
      { ...cosyvoice, language: 'de' },
      {
        pointer: '/language',
        code: 'not_allowed',
        allowed: ['zh', 'en'],
        detail:
          'is not allowed for the family cosyvoice, whose designed voices speak zh, en only (zh is Mandarin)',
      },
    ],
    [
      'with a model that generates whole scenes',
      { ...cosyvoice, targetModel: 'qwen-audio-3.1-tts-next' },
      {
        pointer: '/targetModel',
        code: 'not_allowed',
        detail: 'takes no designed voices: it generates whole scenes',
        allowed: KNOWN_TARGET_MODELS.filter(({ family }) => family === 'cosyvoice').map(({ name }) => name),
      },
    ],
    [
      'with a model for cloned voices, by the name of a snapshot',
      { ...qwen, targetModel: 'qwen3-tts-vc-realtime-2026-01-15' },
      {
        pointer: '/targetModel',
        code: 'not_allowed',
        detail: 'takes no designed voices: it speaks cloned voices, not designed ones',
      },
    ],
    [
      'with an unknown scope',
      { ...cosyvoice, scope: 'moon' },
      { pointer: '/scope', code: 'not_allowed', allowed: ['mainland', 'international'] },
    ],
    [
      'with a family that is not enabled in its scope',
      { ...cosyvoice, scope: 'international' },
      {
        pointer: '/family',
        code: 'not_allowed',
        allowed: ['qwen'],
        detail: 'the family cosyvoice is not enabled in the scope international',
      },
    ],
  ])('%s', (_, value, expected) => {
    expect(issues(value)).toEqual([expect.objectContaining(expected)]);
  });

  it('reports all issues at once', () => {
    const value = {
      family: 'qwen',
      targetModel: 'cosyvoice-v3-plus',
      voicePrompt: '',
      sampleRate: '1',
      name: 'a\u0000',
      extra: 1,
    };
    expect(
      issues(value)
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

  it('repeats no value of the request', () => {
    const secret = 'sk-not-to-be-repeated';
    const found = ['family', 'scope', 'language', 'responseFormat', 'targetModel'].flatMap((field) =>
      issues({ ...cosyvoice, [field]: `${secret} ` }),
    );
    expect(found).toHaveLength(5);
    expect(JSON.stringify(found)).not.toContain(secret);
  });
});
