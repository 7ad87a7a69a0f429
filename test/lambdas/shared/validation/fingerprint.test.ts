import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../../../lambdas/shared/validation/fingerprint.ts';

const submitted = {
  family: 'qwen',
  targetModel: 'qwen3-tts-vd-2026-01-26',
  voicePrompt: 'A calm voice.',
  previewText: 'Good evening to you.',
  labels: { a: '1', b: '2' },
} as const;

describe('the fingerprint of a request', () => {
  it('does not depend on the order of fields', () => {
    const turned = {
      ...Object.fromEntries(Object.entries(submitted).reverse()),
      ...submitted,
      labels: { b: '2', a: '1' },
    };
    expect(fingerprintOf('voice', turned)).toBe(fingerprintOf('voice', submitted));
    expect(fingerprintOf('voice', submitted)).toMatch(/^[0-9a-f]{64}$/);
  });

  it('depends on the kind of request', () => {
    expect(fingerprintOf('audition', submitted)).not.toBe(fingerprintOf('voice', submitted));
  });

  it.each([
    ['a text', { ...submitted, previewText: 'Good morning to you.' }],
    ['a label', { ...submitted, labels: { a: '2', b: '2' } }],
    ["a field that has the default's value", { ...submitted, sampleRate: 24_000 }],
  ])('depends on %s', (_, other) => {
    expect(fingerprintOf('voice', other)).not.toBe(fingerprintOf('voice', submitted));
  });
});
