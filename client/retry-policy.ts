/**
 * The number of attempts of a call, and the waits between them.
 *
 * @example
 * const retries: RetryPolicy = { attempts: 3, baseMs: 200, capMs: 2_000 };
 * new VoiceClient({ apiUrl, apiKey, retries });
 */
export interface RetryPolicy {
  /** Number of attempts, including the first. */
  readonly attempts: number;
  /**
   * Upper bound of the first wait, in milliseconds. It doubles with every attempt, up to `capMs`. The actual wait is
   * random, between half of the bound and the bound.
   */
  readonly baseMs: number;
  /** Upper bound of every wait, in milliseconds. */
  readonly capMs: number;
}

/** Five attempts with at most 7.5 s of waiting in all. */
export const defaultRetries: RetryPolicy = { attempts: 5, baseMs: 500, capMs: 8_000 };

/** A longer Retry-After is not waited for. The caller gets the error and decides. */
export const maxRetryAfterMs = 20_000;

/** Returns the wait after attempt number `attempt`, counted from 1, in milliseconds. */
export function retryWaitMs(
  attempt: number,
  { baseMs, capMs }: RetryPolicy,
  random: () => number = Math.random,
): number {
  const bound = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(bound * (0.5 + random() / 2));
}

/** Parses a Retry-After header: seconds or an HTTP date. Returns null for any other text. */
export function parseRetryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
