export interface BackoffPolicy {
  /** Ceiling of the first wait; each further ceiling doubles. Milliseconds. */
  readonly baseMs: number;
  readonly capMs: number;
  /** Never shorter than this, so that a lucky draw is not an immediate retry. */
  readonly floorMs: number;
}

/** The first ceiling is 1 s, and it doubles to 60 s. The provider documents that rate limits normally recover within a minute. */
export const THROTTLE_BACKOFF: BackoffPolicy = { baseMs: 1_000, capMs: 60_000, floorMs: 200 };

/** Full jitter: uniformly between the floor and min(cap, base · 2^attempt). `attempt` counts from 0. */
export function fullJitterMs(attempt: number, policy: BackoffPolicy, random: () => number): number {
  const ceiling = Math.min(policy.capMs, policy.baseMs * 2 ** Math.min(attempt, 30));
  return Math.round(policy.floorMs + random() * Math.max(0, ceiling - policy.floorMs));
}

/** A small seeded generator (mulberry32) in [0, 1), for runs that must repeat exactly. Not for secrets. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
