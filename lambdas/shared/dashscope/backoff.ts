export interface BackoffPolicy {
  /** Upper limit of the first wait, in milliseconds. The limit doubles for each further wait. */
  readonly baseMs: number;
  readonly capMs: number;
  /** Lower limit of each wait, in milliseconds. It prevents an immediate retry. */
  readonly floorMs: number;
}

/** The upper limit starts at 1 s and doubles to 60 s. The provider documents that rate limits normally recover within a minute. */
export const THROTTLE_BACKOFF: BackoffPolicy = { baseMs: 1_000, capMs: 60_000, floorMs: 200 };

/**
 * Returns a wait with full jitter, uniformly distributed between the floor and min(cap, base · 2^attempt).
 *
 * @param attempt number of earlier attempts
 */
export function fullJitterMs(attempt: number, policy: BackoffPolicy, random: () => number): number {
  const ceiling = Math.min(policy.capMs, policy.baseMs * 2 ** Math.min(attempt, 30));
  return Math.round(policy.floorMs + random() * Math.max(0, ceiling - policy.floorMs));
}

/** Returns a seeded pseudo-random generator (mulberry32) of numbers in [0, 1), for reproducible runs. Not for secrets. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
