import { fullJitterMs, THROTTLE_BACKOFF } from './backoff.ts';
import { type Clock, systemClock } from './clock.ts';
import { FAMILY_ROWS } from './families.ts';
import { FAMILIES, type Family } from './vocabulary.ts';

/**
 * Keeps one process within its share of the provider account's rate. All clients of the process that use the account share
 * one instance.
 */
export interface RateLimiter {
  /**
   * Books the next free slot and waits for it. If the slot is more than `maxWaitMs` away, it books nothing and returns at
   * once with that wait in `waitMs`.
   */
  acquire(
    family: Family,
    maxWaitMs: number,
    signal?: AbortSignal,
  ): Promise<{ granted: true } | { granted: false; waitMs: number }>;
  /** Records a 429 of the provider. Returns the milliseconds for which calls of the family are delayed. */
  throttled(family: Family, requestedByProviderMs: number | null): number;
  /** Records any other answer of the provider. The next 429 starts the backoff from its first delay. */
  passed(family: Family): void;
}

export interface RateLimiterSettings {
  /** Maximum number of processes that share the provider account: the sum of the functions' concurrency. Default 1. */
  readonly processes?: number;
  /** Requests per second of the whole account. Default: the provider's documented limits. */
  readonly requestsPerSecond?: Partial<Record<Family, number>>;
  readonly clock?: Clock;
  readonly random?: () => number;
}

interface Lane {
  readonly spacingMs: number;
  nextFreeAt: number;
  heldUntil: number;
  throttlesInARow: number;
}

/**
 * Spaces the starts of calls evenly instead of counting them in windows. No window of the provider then sees more than
 * this process's share, and the first call after a pause never waits.
 */
export function createRateLimiter(settings: RateLimiterSettings = {}): RateLimiter {
  const { processes = 1, clock = systemClock, random = Math.random } = settings;
  const lanes = new Map<Family, Lane>();
  for (const family of FAMILIES) {
    const rate = settings.requestsPerSecond?.[family] ?? FAMILY_ROWS[family].limits.requestsPerSecond;
    if (!(rate > 0) || !(processes >= 1)) {
      throw new RangeError('requestsPerSecond must be above 0 and processes at least 1');
    }
    const spacingMs = (1_000 * processes) / rate;
    lanes.set(family, { spacingMs, nextFreeAt: 0, heldUntil: 0, throttlesInARow: 0 });
  }
  const laneOf = (family: Family): Lane => {
    const lane = lanes.get(family);
    if (lane === undefined) throw new RangeError('unknown family');
    return lane;
  };

  return {
    async acquire(family, maxWaitMs, signal) {
      const lane = laneOf(family);
      const now = clock.now();
      const startAt = Math.max(now, lane.nextFreeAt, lane.heldUntil);
      if (startAt - now > maxWaitMs) return { granted: false, waitMs: Math.ceil(startAt - now) };
      lane.nextFreeAt = startAt + lane.spacingMs;
      if (startAt > now) await clock.sleep(startAt - now, signal);
      return { granted: true };
    },
    throttled(family, requestedByProviderMs) {
      const lane = laneOf(family);
      const drawn = fullJitterMs(lane.throttlesInARow, THROTTLE_BACKOFF, random);
      lane.throttlesInARow += 1;
      const holdMs = Math.max(drawn, requestedByProviderMs ?? 0);
      lane.heldUntil = Math.max(lane.heldUntil, clock.now() + holdMs);
      return holdMs;
    },
    passed(family) {
      laneOf(family).throttlesInARow = 0;
    },
  };
}
