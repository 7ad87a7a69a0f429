import { describe, expect, it } from '@jest/globals';
import { clockTime } from '../../studio/pages/voice/clock-time.ts';
import { timesOf } from '../../studio/pages/voice/times-of.ts';
import { decodeWaveform, resamplePeaks } from '../../studio/ui/draw-waveform.ts';
import { positionAfterKey } from '../../studio/ui/position-after-key.ts';
import { voiceOf } from './voice-of.ts';

describe('the waveform', () => {
  it('has peaks from 0 to 1', () => {
    expect(decodeWaveform(btoa('\x00\x33\xff'))).toEqual([0, 0.2, 1]);
  });

  it('keeps the highest peak of each section if it has fewer bars than peaks', () => {
    expect(resamplePeaks([0.1, 0.9, 0.2, 0.3, 0, 0.4], 3)).toEqual([0.9, 0.3, 0.4]);
    expect(resamplePeaks([0.1, 0.9], 10)).toEqual([0.1, 0.9]);
  });

  it.each([
    ['ArrowLeft', 2],
    ['ArrowDown', 2],
    ['ArrowRight', 4],
    ['ArrowUp', 4],
    ['Home', 0],
    ['End', 9.5],
    ['Enter', null],
  ])('moves from 3 s with the key %s', (key, expected) => {
    expect(positionAfterKey(key, 3, 9.5)).toBe(expected);
  });
});

describe('clockTime', () => {
  it.each([
    [0, '0:00.0'],
    [4.26, '0:04.3'],
    [59.96, '1:00.0'],
    [61.5, '1:01.5'],
  ])('shows %s s', (seconds, expected) => {
    expect(clockTime(seconds)).toBe(expected);
  });
});

describe('timesOf', () => {
  it('lists the times in their order, each once', () => {
    const deletedAt = '2026-11-29T21:00:00.000Z';
    const purgeAt = '2026-12-06T21:00:00.000Z';
    const voice = voiceOf({
      status: 'DELETED',
      deletedAt,
      updatedAt: deletedAt,
      purgeAt,
      restorableUntil: purgeAt,
    });
    expect(timesOf(voice).map(({ name }) => name)).toEqual([
      'createdAt',
      'reviewStartedAt',
      'reviewedAt',
      'deletedAt',
      'restorableUntil',
    ]);
  });
});
