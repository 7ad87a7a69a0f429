import { describe, expect, it } from '@jest/globals';
import { parksAfter, parkTimes, reviewWait } from '../../../../lambdas/shared/voice/review.ts';
import fc from '../../../support/fast-check.ts';

const startedAt = new Date('2026-03-01T12:00:00.000Z');
const at = (seconds: number) => new Date(startedAt.getTime() + seconds * 1_000);
const day = { deadlineSeconds: 86_400, timeScale: 1 };

describe('the time-out of a parked execution', () => {
  it.each([
    [0, 900],
    [899, 900],
    [900, 1_800],
    [2_699, 1_800],
    [2_700, 3_600],
    [80_000, 3_600],
  ])('is, at a review of %s s, %s s', (elapsed, parkSeconds) => {
    expect(parkTimes(day, startedAt, at(elapsed)).parkSeconds).toBe(parkSeconds);
  });

  it('grows by the scaled age of the review in a local run', () => {
    const times = parkTimes({ deadlineSeconds: 1_440, timeScale: 60 }, startedAt, at(15));
    expect(times.parkSeconds).toBe(1_800);
    expect(times.parkExpiresAt).toBe(at(15 + 30 + 3_600).getTime() / 1_000);
  });

  it('is a whole number of at least 1 that does not pass the deadline', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 100_000, noNaN: true }),
        fc.integer({ min: 1, max: 86_400 }),
        fc.integer({ min: 1, max: 200 }),
        (elapsed, deadlineSeconds, timeScale) => {
          const { parkSeconds } = parkTimes({ deadlineSeconds, timeScale }, startedAt, at(elapsed));
          const left = (deadlineSeconds - elapsed) * timeScale;
          expect(Number.isInteger(parkSeconds)).toBe(true);
          expect(parkSeconds).toBeGreaterThanOrEqual(1);
          expect(parkSeconds).toBeLessThanOrEqual(Math.max(1, Math.ceil(left) + 1));
          expect(parkSeconds).toBeLessThanOrEqual(3_600);
        },
      ),
    );
  });
});

describe('the wait before a query', () => {
  const schedule = { ...day, firstWaitSeconds: 5, maxWaitSeconds: 120 };

  it('is seconds after a 429, however many queries were made', () => {
    const retryAfterMs = fc.option(fc.integer({ min: 0, max: 10_000 }));
    const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
    fc.assert(
      fc.property(retryAfterMs, fc.integer({ min: 1, max: 1_000 }), random, (wait, polls, drawn) => {
        const seconds = reviewWait(schedule, { throttled: { retryAfterMs: wait } }, polls, 1_000, drawn);
        expect(seconds).toBeGreaterThanOrEqual(Math.max(1, (wait ?? 0) / 1_000));
        expect(seconds).toBeLessThanOrEqual(10);
      }),
    );
  });

  it('is the longest one without a status', () => {
    expect(reviewWait(schedule, 'no news', 1, 1_000, 0)).toBe(120);
  });
});

describe('parking', () => {
  const requested = { origin: 'requested' } as const;
  it.each([
    ['DEPLOYING', requested, true],
    ['DEPLOYING', { origin: 'imported' }, false],
    ['no news', requested, false],
    [{ throttled: { retryAfterMs: null } }, requested, false],
    ['OK', requested, false],
  ] as const)('after %j of a voice with %j: %s', (answer, record, parks) => {
    expect(parksAfter(answer, record)).toBe(parks);
  });
});
