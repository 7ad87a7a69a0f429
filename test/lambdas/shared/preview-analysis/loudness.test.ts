import { describe, expect, it } from '@jest/globals';
import { integratedLoudness, loudnessOf } from '../../../../lambdas/shared/preview-analysis/loudness.ts';
import { type SineSection, sine, stereo } from './support/signals.ts';

describe('integrated loudness', () => {
  it.each([8_000, 16_000, 22_050, 24_000, 44_100, 48_000, 96_000])(
    'is -23.0 LUFS for a sine of 1 kHz at -23 dBFS at %p Hz, mono and stereo',
    (sampleRate) => {
      const samples = sine([{ level: -23, seconds: 5 }], sampleRate);
      expect(Math.abs((loudnessOf({ sampleRate, channels: [samples] }) ?? 0) + 23)).toBeLessThan(0.1);
      expect(Math.abs((loudnessOf(stereo(samples, sampleRate)) ?? 0) + 23)).toBeLessThan(0.1);
    },
  );

  it('is 3 dB lower for one of two channels', () => {
    const samples = sine([{ level: -23, seconds: 5 }]);
    const oneSide = loudnessOf({ sampleRate: 48_000, channels: [samples, new Float32Array(samples.length)] });
    expect(oneSide).toBeCloseTo(-26.01, 1);
  });

  const outside = (level: number): SineSection => ({ level, seconds: 10 });
  // Test signals of EBU Tech 3341, table 1.
  it.each<[string, readonly SineSection[], number]>([
    ['1', [{ level: -23, seconds: 20 }], -23],
    ['2', [{ level: -33, seconds: 20 }], -33],
    ['3', [outside(-36), { level: -23, seconds: 60 }, outside(-36)], -23],
    ['4', [outside(-72), outside(-36), { level: -23, seconds: 60 }, outside(-36), outside(-72)], -23],
    [
      '5',
      [
        { level: -26, seconds: 20 },
        { level: -20, seconds: 20.1 },
        { level: -26, seconds: 20 },
      ],
      -23,
    ],
  ])('reads test signal %s of EBU Tech 3341 within 0.1 LU', (_case, sections, expected) => {
    const measured = loudnessOf(stereo(sine(sections))) ?? 0;
    expect(Math.abs(measured - expected)).toBeLessThan(0.1);
  });

  it('reads test signal 6 of EBU Tech 3341, with five channels, within 0.1 LU', () => {
    const front = sine([{ level: -28, seconds: 20 }]);
    const center = sine([{ level: -24, seconds: 20 }]);
    const surround = sine([{ level: -30, seconds: 20 }]);
    const channels = [
      { samples: front, weight: 1 },
      { samples: front, weight: 1 },
      { samples: center, weight: 1 },
      { samples: surround, weight: 1.41 },
      { samples: surround, weight: 1.41 },
    ];
    expect(Math.abs((integratedLoudness(channels, 48_000) ?? 0) + 23)).toBeLessThan(0.1);
  });

  it('is null for silence, and for a signal below the absolute gate', () => {
    expect(loudnessOf({ sampleRate: 24_000, channels: [new Float32Array(24_000)] })).toBeNull();
    expect(loudnessOf({ sampleRate: 24_000, channels: [new Float32Array(0)] })).toBeNull();
    expect(loudnessOf(stereo(sine([{ level: -71, seconds: 2 }])))).toBeNull();
  });

  it('is measured over the whole audio if it is shorter than a block', () => {
    expect(loudnessOf(stereo(sine([{ level: -23, seconds: 0.2 }])))).toBeCloseTo(-23, 0);
  });
});
