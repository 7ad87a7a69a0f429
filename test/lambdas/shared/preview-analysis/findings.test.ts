import { expect, it } from '@jest/globals';
import { findingsOf } from '../../../../lambdas/shared/preview-analysis/findings.ts';
import { expectedSeconds } from '../../../../lambdas/shared/preview-analysis/speaking-rate.ts';

it('a long gap is a separate finding and does not make the speech slow', () => {
  const previewText = 'Good evening. The ferry leaves at nine, and the sea is calm tonight.';
  const spoken = expectedSeconds(previewText) ?? 0;
  const gap = 1.5 * spoken;
  expect(gap).toBeGreaterThan(2);
  const measured = {
    loudness: -20,
    clippedShare: 0,
    endLevel: -60,
    pitch: null,
    sampleRate: 24_000,
    durationSeconds: spoken + gap,
    silence: { leadingSeconds: 0, trailingSeconds: 0, longestSeconds: gap },
  };
  const expected = { voicePrompt: null, previewText, sampleRates: [24_000] };
  expect(findingsOf(measured, expected)).toEqual(['inner_silence']);
});
