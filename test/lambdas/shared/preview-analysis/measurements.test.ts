import { describe, expect, it } from '@jest/globals';
import { clippedShareOf } from '../../../../lambdas/shared/preview-analysis/clipping.ts';
import { levelsOf, silenceOf } from '../../../../lambdas/shared/preview-analysis/levels.ts';
import { pitchOf } from '../../../../lambdas/shared/preview-analysis/pitch.ts';
import { truePeakOf } from '../../../../lambdas/shared/preview-analysis/true-peak.ts';
import { waveformOf } from '../../../../lambdas/shared/preview-analysis/waveform.ts';
import { sine } from './support/signals.ts';

const mono = (samples: Float32Array, sampleRate = 48_000) => ({ sampleRate, channels: [samples] });

describe('true peak', () => {
  /** A steady sine between fades, which avoid the peaks of its start and end. */
  const fadedSine = (divisor: number, degrees: number, amplitude: number) =>
    Float32Array.from({ length: 9_600 }, (_, at) => {
      const fade = Math.min(1, at / 2_400, (9_600 - at) / 2_400);
      return amplitude * fade * Math.sin((2 * Math.PI * at) / divisor + (degrees * Math.PI) / 180);
    });

  // Test signals of EBU Tech 3341, table 1, whose tolerance is +0.2 dB and -0.4 dB.
  it.each([
    [15, 4, 0, 0.5, -6],
    [16, 4, 45, 0.5, -6],
    [17, 6, 60, 0.5, -6],
    [18, 8, 67.5, 0.5, -6],
    [19, 4, 45, 1.41, 3],
  ])('reads test signal %p of EBU Tech 3341', (_case, divisor, degrees, amplitude, expected) => {
    const peak = truePeakOf(mono(fadedSine(divisor, degrees, amplitude))) ?? 0;
    expect(peak).toBeGreaterThan(expected - 0.4);
    expect(peak).toBeLessThan(expected + 0.2);
  });

  it('is that of the louder channel, and null for silence', () => {
    const quiet = sine([{ level: -40, seconds: 0.1 }]);
    const loud = sine([{ level: -6, seconds: 0.1 }]);
    expect(truePeakOf({ sampleRate: 48_000, channels: [quiet, loud] })).toBeCloseTo(-6, 0);
    expect(truePeakOf(mono(new Float32Array(100)))).toBeNull();
    expect(truePeakOf(mono(new Float32Array(0)))).toBeNull();
  });
});

describe('clipped share', () => {
  const clippedAt = (limit: number) =>
    sine([{ level: 0, seconds: 1 }], 48_000, 200).map((x) => Math.max(-limit, Math.min(limit, x)));

  it('counts the samples of flat tops, at full scale and below it', () => {
    // A sine exceeds 0.8 during 41 % of its period.
    expect(clippedShareOf(mono(clippedAt(0.8)))).toBeCloseTo(0.41, 2);
    expect(clippedShareOf(mono(clippedAt(0.8).map((x) => x * 0.4)))).toBeCloseTo(0.41, 2);
  });

  it('is 0 for a sine and for a sound that is too quiet', () => {
    expect(clippedShareOf(mono(sine([{ level: -0.1, seconds: 1 }])))).toBe(0);
    expect(clippedShareOf(mono(clippedAt(0.05)))).toBe(0);
    expect(clippedShareOf(mono(new Float32Array(0)))).toBe(0);
  });
});

describe('silence', () => {
  const sound = (seconds: number) => [{ level: -20, seconds }];
  const joined = (...parts: Float32Array[]) => Float32Array.from(parts.flatMap((part) => [...part]));
  const quiet = (seconds: number) => sine([{ level: -90, seconds }], 16_000);

  it('is measured before, between and after sounds', () => {
    const samples = joined(
      quiet(0.3),
      sine(sound(0.5), 16_000),
      quiet(0.7),
      sine(sound(0.5), 16_000),
      quiet(0.2),
    );
    const { leadingSeconds, longestSeconds, trailingSeconds } = silenceOf(levelsOf(samples, 16_000));
    expect(leadingSeconds).toBeCloseTo(0.3, 2);
    expect(longestSeconds).toBeCloseTo(0.7, 2);
    expect(trailingSeconds).toBeCloseTo(0.2, 2);
  });

  it('is the whole of a silent signal', () => {
    const silence = silenceOf(levelsOf(new Float32Array(16_000), 16_000));
    expect(silence).toEqual({ leadingSeconds: 1, trailingSeconds: 1, longestSeconds: 0 });
  });
});

describe('pitch', () => {
  /** A sum of harmonics, as a voice has. */
  const voice = (hz: number, sampleRate: number) =>
    Float32Array.from({ length: sampleRate }, (_, at) =>
      [1, 2, 3, 4, 5].reduce(
        (sum, harmonic) => sum + (0.2 / harmonic) * Math.sin((2 * Math.PI * hz * harmonic * at) / sampleRate),
        0,
      ),
    );

  it.each([8_000, 16_000, 24_000, 44_100, 48_000])('is within 2 % at %p Hz', (sampleRate) => {
    for (const hz of [70, 85, 120, 180, 210, 320, 450]) {
      const samples = voice(hz, sampleRate);
      const measured = pitchOf(samples, sampleRate, levelsOf(samples, sampleRate)) ?? 0;
      expect(Math.abs(measured / hz - 1)).toBeLessThan(0.02);
    }
  });

  it('is null for noise, for silence and for a short signal', () => {
    let state = 1;
    const noise = Float32Array.from({ length: 16_000 }, () => {
      state = (state * 48_271) % 2_147_483_647;
      return state / 1_073_741_824 - 1;
    });
    const short = voice(120, 16_000).subarray(0, 400);
    for (const samples of [noise, new Float32Array(16_000), short, new Float32Array(0)]) {
      expect(pitchOf(samples, 16_000, levelsOf(samples, 16_000))).toBeNull();
    }
  });
});

describe('waveform', () => {
  const bytesOf = (samples: Float32Array) => [...Buffer.from(waveformOf(samples), 'base64')];

  it('has the peak of each of 200 sections', () => {
    const samples = Float32Array.from({ length: 2_000 }, (_, at) =>
      at < 1_000 ? -0.5 : at % 10 === 3 ? 1 : 0,
    );
    const bytes = bytesOf(samples);
    expect(bytes).toHaveLength(200);
    expect(new Set(bytes.slice(0, 100))).toEqual(new Set([128]));
    expect(new Set(bytes.slice(100))).toEqual(new Set([255]));
  });

  it('has 200 bytes for any signal', () => {
    for (const length of [0, 1, 199, 201])
      expect(bytesOf(new Float32Array(length).fill(2))).toHaveLength(200);
  });
});
