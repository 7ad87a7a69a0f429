import { describe, expect, it } from '@jest/globals';
import { expectedPitch } from '../../../../lambdas/shared/preview-analysis/expected-pitch.ts';
import {
  findingsOf,
  type Measurements,
  thresholds,
} from '../../../../lambdas/shared/preview-analysis/findings.ts';
import { charactersOf, expectedSeconds } from '../../../../lambdas/shared/preview-analysis/speaking-rate.ts';

describe('the pitch that a brief leaves possible', () => {
  it.each([
    ['A deep male voice', 120, 210],
    ['一位声音低沉的中年男性', 120, 210],
    ['A man in his forties', 180, 230],
    ['年轻的男声，语气活泼', 180, 230],
    ['A warm woman with a smile', 180, 100],
    ['温柔的女性，像在讲睡前故事', 210, 110],
    ['A child of seven, excited', 300, 110],
    ['小孩的声音，清脆', 300, 110],
    ['A deep, resonant voice for documentaries', 120, 280],
    ['A high-pitched, playful voice', 260, 90],
  ])('%s: %p Hz, but not %p Hz', (brief, possible, impossible) => {
    const range = expectedPitch(brief);
    const isPossible = (hz: number) => range !== null && hz >= range.min && hz <= range.max;
    expect([isPossible(possible), isPossible(impossible)]).toEqual([true, false]);
  });

  it.each([
    'A calm narrator who takes time',
    'Not a deep voice',
    'A man who is neither loud nor deep',
    "A man's voice that doesn't sound male",
    'An androgynous voice',
    'A cartoon mouse, female',
    'A boy of fifteen',
    'A high-pitched, deep voice',
    '声音不低沉的男性',
    '中性的声音，介于男女之间',
    '卡通风格的女声',
  ])('is not clear from: %s', (brief) => {
    expect(expectedPitch(brief)).toBeNull();
  });

  it('includes that of every speaker that the brief names', () => {
    const range = expectedPitch('A mother who reads to a man');
    expect(range).toEqual({ min: 55, max: 500 });
    expect(expectedPitch('A woman')).not.toEqual(expectedPitch('A man'));
  });

  it('is read from whole words', () => {
    for (const brief of [
      'Mandarin, bright',
      'A human touch',
      'A slow, mellow voice',
      'Femalesque',
      'In a manner',
    ]) {
      expect(expectedPitch(brief)).toBeNull();
    }
  });
});

describe('the expected duration of a text', () => {
  it.each([
    ['Good evening. The ferry leaves at nine.', 2.8],
    ['各位听众朋友大家晚上好', 2.2],
    ['こんばんは。フェリーは九時に出ます。', 2.9],
    ['안녕하세요. 배는 아홉 시에 떠납니다.', 3.5],
    ['2026', 0.8],
    ['Я читаю новости каждое утро.', 1.8],
  ])('%s takes about %p s', (text, seconds) => {
    expect(Math.abs((expectedSeconds(text) ?? 0) - seconds)).toBeLessThan(0.35);
  });

  it('ignores what is around the text, and is not known for symbols', () => {
    expect(expectedSeconds('  …Good evening!!  ')).toBe(expectedSeconds('Good evening'));
    expect(expectedSeconds('a 🚢🚢🚢 b')).toBeNull();
    expect(expectedSeconds('…!?')).toBe(0);
  });

  it('counts characters as code points', () => {
    expect(charactersOf(' 𝄞你好 ')).toBe(3);
  });
});

describe('findings', () => {
  const clean: Measurements = {
    loudness: -20,
    clippedShare: 0,
    silence: { leadingSeconds: 0.1, trailingSeconds: 0.2, longestSeconds: 0.4 },
    durationSeconds: 3.1,
    endLevel: -60,
    pitch: 120,
    sampleRate: 24_000,
  };
  const expected = {
    voicePrompt: 'A man',
    previewText: 'Good evening. The ferry leaves at nine.',
    sampleRates: [24_000],
  };
  const silence = (longestSeconds: number) => ({ silence: { ...clean.silence, longestSeconds } });

  it('are none for a clean preview', () => {
    expect(findingsOf(clean, expected)).toEqual([]);
  });

  it.each<[string, Partial<Measurements>, readonly string[]]>([
    ['no loudness', { loudness: null, clippedShare: 1, pitch: 400 }, ['silent']],
    ['a low loudness', { loudness: thresholds.nearSilentBelow - 0.1 }, ['near_silent']],
    ['the lowest loudness that is audible', { loudness: thresholds.nearSilentBelow }, []],
    ['clipped samples', { clippedShare: thresholds.clippedShareFrom }, ['clipped']],
    ['a long gap', { ...silence(2), durationSeconds: 5.1 }, ['inner_silence']],
    ['a short gap', silence(1.99), []],
    ['a loud end', { endLevel: thresholds.truncatedFrom }, ['truncated']],
    ['half the duration', { durationSeconds: 1.6 }, ['too_fast']],
    ['twice the duration', { durationSeconds: 6.2 }, ['too_slow']],
    ['a pitch of a woman', { pitch: 230 }, ['pitch_contradicts_brief']],
    ['no pitch', { pitch: null }, []],
    ['another sample rate', { sampleRate: 16_000 }, ['sample_rate_mismatch']],
    [
      'several defects',
      { loudness: -50, clippedShare: 0.1, pitch: 230, sampleRate: 8_000 },
      ['near_silent', 'clipped', 'pitch_contradicts_brief', 'sample_rate_mismatch'],
    ],
  ])('follow from %s', (_case, changes, findings) => {
    expect(findingsOf({ ...clean, ...changes }, expected)).toEqual(findings);
  });

  it('about speed need a text of some length, and those about pitch need a brief', () => {
    const slow = { ...clean, durationSeconds: 20, pitch: 400 };
    expect(findingsOf(slow, { ...expected, previewText: 'Hello there', voicePrompt: null })).toEqual([]);
    expect(findingsOf(slow, { ...expected, previewText: null, voicePrompt: null })).toEqual([]);
  });
});
