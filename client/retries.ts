/** How often a call is made, and how long it waits in between. */
export interface RetryPolicy {
  /** The first call included. */
  readonly attempts: number;
  /** Ceiling of the first wait; each further one doubles, up to `capMs`. A random half of it is waited at least. */
  readonly baseMs: number;
  readonly capMs: number;
}

/** Five calls over at most 7.5 s, the calls' own time aside. */
export const defaultRetries: RetryPolicy = { attempts: 5, baseMs: 500, capMs: 8_000 };

/** A Retry-After beyond this is the caller's to wait for. */
export const longestRetryAfterMs = 20_000;

/** The wait after attempt number `attempt` (from 1), between half of its ceiling and all of it. */
export function retryWaitMs(
  attempt: number,
  { baseMs, capMs }: RetryPolicy,
  random: () => number = Math.random,
): number {
  const ceiling = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(ceiling * (0.5 + random() / 2));
}

/** Seconds or a date, as HTTP has it; null where it is neither. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
