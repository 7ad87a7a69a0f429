import { describe, expect, it } from '@jest/globals';
import { fingerprintOf } from '../../../../lambdas/shared/validation/fingerprint.ts';

const asked = {
  family: 'qwen',
  targetModel: 'qwen3-tts-vd-2026-01-26',
  voicePrompt: 'A calm voice.',
  previewText: 'Good evening to you.',
  labels: { a: '1', b: '2' },
} as const;

describe('the fingerprint of a request', () => {
  it('does not depend on the order of fields', () => {
    const turned = {
      ...Object.fromEntries(Object.entries(asked).reverse()),
      ...asked,
      labels: { b: '2', a: '1' },
    };
    expect(fingerprintOf(turned)).toBe(fingerprintOf(asked));
    expect(fingerprintOf(asked)).toMatch(/^[0-9a-f]{64}$/);
  });

  it.each([
    ['a text', { ...asked, previewText: 'Good morning to you.' }],
    ['a label', { ...asked, labels: { a: '2', b: '2' } }],
    ["a field that has the default's value", { ...asked, sampleRate: 24_000 }],
  ])('depends on %s', (_, other) => {
    expect(fingerprintOf(other)).not.toBe(fingerprintOf(asked));
  });
});
