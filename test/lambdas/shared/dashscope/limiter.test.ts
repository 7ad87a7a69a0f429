import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  type Clock,
  createRateLimiter,
  fullJitterMs,
  seededRandom,
  THROTTLE_BACKOFF,
} from '../../../../lambdas/shared/dashscope/index.ts';
import { clientOf, cosyvoiceRequest } from './support/requests.ts';

/** Returns a clock that the test advances. It records the end of each sleep in `starts`. */
function virtualClock(start = 1_000_000): Clock & { at: number; starts: number[] } {
  const clock = {
    at: start,
    starts: [] as number[],
    now: () => clock.at,
    sleep: async (ms: number) => {
      clock.starts.push(clock.at + ms);
    },
  };
  return clock;
}

describe('the limiter', () => {
  it.each([
    ['cosyvoice', 1, 100],
    ['cosyvoice', 20, 2_000],
    ['qwen', 1, 1_000 / 3],
    ['qwen', 6, 2_000],
  ] as const)('spaces calls of %s in %i processes by %d ms', async (family, processes, spacing) => {
    const clock = virtualClock();
    const limiter = createRateLimiter({ processes, clock });
    await Promise.all(Array.from({ length: 5 }, () => limiter.acquire(family, 60_000)));
    expect(clock.starts).toEqual([1, 2, 3, 4].map((n) => expect.closeTo(1_000_000 + n * spacing, 3)));
  });

  it('never starts more calls in a second than the rate allows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(400), { minLength: 2, maxLength: 60 }), async (gaps) => {
        const clock = virtualClock();
        const limiter = createRateLimiter({ clock });
        const starts: number[] = [];
        for (const gap of gaps) {
          clock.at += gap;
          const slept = clock.starts.length;
          const booked = await limiter.acquire('cosyvoice', 1e9);
          if (booked.granted)
            starts.push(clock.starts.length > slept ? (clock.starts.at(-1) ?? 0) : clock.at);
        }
        for (const from of starts) {
          expect(starts.filter((at) => at >= from && at < from + 999.9).length).toBeLessThanOrEqual(10);
        }
      }),
      { numRuns: 100 },
    );
  });

  it('returns the wait at once and books no slot if the wait is too long', async () => {
    const clock = virtualClock();
    const limiter = createRateLimiter({ processes: 100, clock });
    expect(await limiter.acquire('cosyvoice', 500)).toEqual({ granted: true });
    expect(await limiter.acquire('cosyvoice', 500)).toEqual({ granted: false, waitMs: 10_000 });
    expect(await limiter.acquire('cosyvoice', 500)).toEqual({ granted: false, waitMs: 10_000 });
    clock.at += 10_000;
    expect(await limiter.acquire('cosyvoice', 500)).toEqual({ granted: true });
  });

  it('limits each family separately', async () => {
    const clock = virtualClock();
    const limiter = createRateLimiter({ clock });
    await limiter.acquire('cosyvoice', 0);
    expect(await limiter.acquire('qwen', 0)).toEqual({ granted: true });
  });

  it('delays a family after each 429, with doubling delays until another answer', async () => {
    const clock = virtualClock();
    const limiter = createRateLimiter({ clock, random: () => 1 });
    expect(limiter.throttled('cosyvoice', null)).toBe(1_000);
    expect(limiter.throttled('cosyvoice', null)).toBe(2_000);
    expect(limiter.throttled('cosyvoice', 30_000)).toBe(30_000);
    expect(await limiter.acquire('cosyvoice', 100)).toEqual({ granted: false, waitMs: 30_000 });
    limiter.passed('cosyvoice');
    expect(limiter.throttled('cosyvoice', null)).toBe(1_000);
  });

  it('makes the client fail without sending if no slot is free in time', async () => {
    const limiter = createRateLimiter({ processes: 1_000 });
    const nowhere = { baseUrl: 'http://127.0.0.1:9', host: '127.0.0.1:9' };
    const client = clientOf(nowhere, { limiter }, { totalMs: 900 });
    await limiter.acquire('cosyvoice', 0);
    expect(await client.createVoice(cosyvoiceRequest)).toMatchObject({
      kind: 'notDone',
      cause: 'throttled',
      error: { name: 'DashScopeThrottledError', certainlyNotDone: true },
    });
    await expect(client.listVoices({ family: 'cosyvoice' })).rejects.toMatchObject({ retryable: true });
  });

  it('rejects a number of processes or a rate of zero', () => {
    expect(() => createRateLimiter({ processes: 0 })).toThrow(RangeError);
    expect(() => createRateLimiter({ requestsPerSecond: { qwen: 0 } })).toThrow(RangeError);
  });
});

describe('full jitter', () => {
  it('stays between floor and ceiling, and is reproducible from a seed', () => {
    const draw = () => {
      const random = seededRandom(7);
      return Array.from({ length: 200 }, (_, n) => fullJitterMs(n % 12, THROTTLE_BACKOFF, random));
    };
    const drawn = draw();
    expect(draw()).toEqual(drawn);
    expect(new Set(drawn).size).toBeGreaterThan(150);
    for (const [n, ms] of drawn.entries()) {
      expect(ms).toBeGreaterThanOrEqual(200);
      expect(ms).toBeLessThanOrEqual(Math.min(60_000, 1_000 * 2 ** (n % 12)));
    }
  });
});
