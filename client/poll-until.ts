import { NoResponseError, ProblemError, UnexpectedResponseError } from './errors.ts';
import { sleep } from './sleep.ts';

export interface PollOptions<Seen> {
  readonly fetch: (signal: AbortSignal) => Promise<Seen>;
  readonly isDone: (seen: Seen) => boolean;
  /** Called after every successful poll. */
  readonly onPoll: (seen: Seen, elapsedMs: number) => void;
  readonly timeoutError: (elapsedMs: number, lastSeen: Seen | null, cause: unknown) => Error;
  readonly timeoutMs?: number | undefined;
  readonly pollMs?: number | undefined;
  readonly maxPollMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** About 24 days. A timer with a longer delay fires at once. */
const maxTimerMs = 2 ** 31 - 1;

/** Polls until a response is the last one. Retries while the API is unavailable, until the time-out. */
export async function pollUntil<Seen>({
  fetch,
  isDone,
  onPoll,
  timeoutError,
  timeoutMs = 1_800_000,
  pollMs = 500,
  maxPollMs = 10_000,
  signal,
}: PollOptions<Seen>): Promise<Seen> {
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  const timeout = AbortSignal.timeout(Math.min(timeoutMs, maxTimerMs));
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  let lastSeen: Seen | null = null;
  let lastError: unknown;
  try {
    for (let wait = pollMs; ; wait = Math.min(wait * 1.5, maxPollMs)) {
      try {
        lastSeen = await fetch(either);
        lastError = undefined;
        onPoll(lastSeen, elapsed());
        if (isDone(lastSeen)) return lastSeen;
      } catch (error) {
        if (either.aborted || !isTransient(error)) throw error;
        lastError = error;
      }
      await sleep(wait, either);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (!timeout.aborted) throw error;
    throw timeoutError(elapsed(), lastSeen, lastError);
  }
}

function isTransient(error: unknown): boolean {
  if (error instanceof NoResponseError) return true;
  const status = error instanceof ProblemError || error instanceof UnexpectedResponseError ? error.status : 0;
  return status === 429 || status >= 500;
}
