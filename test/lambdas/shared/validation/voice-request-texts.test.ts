import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../../../lambdas/shared/validation/fingerprint.ts';
import type { ValidationIssue } from '../../../../lambdas/shared/validation/validation-issue.ts';
import { awkwardTexts, inheritedNames } from '../../../support/awkward-text.ts';
import { accepted, cosyvoice, issues, manyLabels, qwen } from '../../../support/voice-requests.ts';

describe('parseVoiceRequest rejects a request', () => {
  it.each<[string, unknown, Partial<ValidationIssue>]>([
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
      'with 14 code points of preview for cosyvoice',
      { ...cosyvoice, previewText: '😀'.repeat(14) },
      { pointer: '/previewText', code: 'too_short', limit: 15, actual: 14 },
    ],
    [
      'with an empty preview for cosyvoice',
      { ...cosyvoice, previewText: '' },
      { pointer: '/previewText', code: 'too_short', limit: 15, actual: 0 },
    ],
    [
      'with an empty preview for qwen',
      { ...qwen, previewText: '' },
      { pointer: '/previewText', code: 'too_short', limit: 1, actual: 0 },
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
      { ...cosyvoice, previewText: 'A line with a\ud800 in it.' },
      { pointer: '/previewText', code: 'invalid_text' },
    ],
    [
      'with a null character',
      { ...cosyvoice, previewText: 'A line with a\u0000 in it.' },
      { pointer: '/previewText', code: 'invalid_text' },
    ],
    [
      'with an escape character',
      { ...cosyvoice, voicePrompt: 'a\u001b[31m' },
      { pointer: '/voicePrompt', code: 'invalid_text' },
    ],
    [
      'with U+FFFD in a text',
      { ...cosyvoice, voicePrompt: 'A voice \ufffd' },
      { pointer: '/voicePrompt', code: 'invalid_text' },
    ],
    [
      'with U+FFFD in a name',
      { ...cosyvoice, name: 'J\ufffdrg' },
      { pointer: '/name', code: 'invalid_text' },
    ],
    [
      'with U+FFFD in a label',
      { ...cosyvoice, labels: { a: '\ufffd' } },
      { pointer: '/labels/a', code: 'invalid_text' },
    ],
    ['with a noncharacter', { ...cosyvoice, name: 'a\ufffe' }, { pointer: '/name', code: 'invalid_text' }],
    [
      'with an astral noncharacter',
      { ...cosyvoice, name: 'a\u{1ffff}' },
      { pointer: '/name', code: 'invalid_text' },
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
      { ...cosyvoice, previewText: '\u200b\u2060\ufeff\u3164\u2800'.repeat(3) },
      { pointer: '/previewText', code: 'invalid_text' },
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
      'with a key of a label that cannot be repeated',
      { ...cosyvoice, labels: { 'a\ufffe': 'x' } },
      { pointer: '/labels', code: 'invalid_text' },
    ],
    [
      'with labels of over 4 KiB once quotes are escaped',
      {
        ...cosyvoice,
        labels: Object.fromEntries(Array.from({ length: 17 }, (_, n) => [`k${n}`, '"'.repeat(120)])),
      },
      { pointer: '/labels', code: 'too_long', limit: 4_096, actual: 4_224 },
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
      { pointer: '/labels', code: 'too_long', limit: 4_096, actual: 4_971 },
    ],
  ])('%s', (_, value, expected) => {
    expect(issues(value)).toEqual([expect.objectContaining(expected)]);
  });
});

describe('parseVoiceRequest', () => {
  it.each([...inheritedNames, ...awkwardTexts.filter((text) => !text.includes(':'))])(
    'accepts a name and a label of %j',
    (text) => {
      const { request } = accepted({ ...cosyvoice, name: text, labels: { [text]: text } });
      expect(request).toMatchObject({ name: text });
      expect(Object.entries(request.labels)).toEqual([[text, text]]);
    },
  );

  it('treats null in an optional field as an absent field, also in the fingerprint', () => {
    const nulls = {
      scope: null,
      name: null,
      language: null,
      sampleRate: null,
      responseFormat: null,
      labels: null,
    };
    const { submitted, request } = accepted({ ...cosyvoice, ...nulls });
    expect(request).toEqual(accepted(cosyvoice).request);
    expect(submitted).toEqual(cosyvoice);
    expect(fingerprintOf('voice', submitted)).toBe(fingerprintOf('voice', accepted(cosyvoice).submitted));
  });
});
