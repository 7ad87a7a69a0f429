import { NoResponseError, ProblemError, UnexpectedResponseError, WaitTimeoutError } from './errors.ts';
import { sleep } from './sleep.ts';
import type { Status, VoiceView } from './types.ts';

/**
 * Options of {@link VoiceClient.waitUntilSettled}.
 *
 * @example
 * const options: WaitOptions = { timeoutMs: 600_000, onProgress: ({ voice }) => console.log(voice.status) };
 * await client.waitUntilSettled(voiceId, options);
 */
export interface WaitOptions {
  /** Maximum time to wait, in milliseconds. A review takes minutes, rarely hours. @default 1 800 000 */
  readonly timeoutMs?: number;
  /** Called after every successful poll, even if the status has not changed. */
  readonly onProgress?: (progress: WaitProgress) => void;
  /** Wait after the first poll, in milliseconds. It grows by half with every poll, up to `maxPollMs`. @default 500 */
  readonly pollMs?: number;
  /** Longest wait between two polls, in milliseconds. @default 10 000 */
  readonly maxPollMs?: number;
  /** Ends the wait when it is aborted. The call then throws the reason of the signal. */
  readonly signal?: AbortSignal;
}

/**
 * The argument of `onProgress` in {@link WaitOptions}.
 *
 * @example
 * const onProgress = ({ voice, elapsedMs }: WaitProgress) => console.log(voice.status, elapsedMs);
 * await client.waitUntilSettled(voiceId, { onProgress });
 */
export interface WaitProgress {
  readonly voice: VoiceView;
  /** Time since the wait began, in milliseconds. */
  readonly elapsedMs: number;
}

/** About 24 days. A timer with a longer delay fires at once. */
const maxTimerMs = 2 ** 31 - 1;

const settled: Readonly<Record<Status, boolean>> = {
  REQUESTED: false,
  CREATING: false,
  DEPLOYING: false,
  OK: true,
  UNDEPLOYED: true,
  FAILED: true,
  TIMED_OUT: true,
  DELETED: true,
  PURGED: true,
  EXPIRED: true,
};

/**
 * Returns whether the workflow has nothing left to do for a voice in this status.
 *
 * @example
 * const { status } = await client.get(voiceId);
 * if (isSettled(status)) console.log(`finished: ${status}`);
 */
export function isSettled(status: Status): boolean {
  return settled[status];
}

/**
 * Polls a voice until it is settled. Retries while the API is unavailable, until the time-out.
 *
 * @throws WaitTimeoutError, ProblemError for a problem that does not go away, the reason of the signal when it is aborted
 */
export async function waitUntilSettled(
  voiceId: string,
  fetchVoice: (signal: AbortSignal) => Promise<VoiceView>,
  options: WaitOptions = {},
): Promise<VoiceView> {
  const { timeoutMs = 1_800_000, pollMs = 500, maxPollMs = 10_000, onProgress, signal } = options;
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  const timeout = AbortSignal.timeout(Math.min(timeoutMs, maxTimerMs));
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  let lastSeen: VoiceView | null = null;
  let lastError: unknown;
  try {
    for (let wait = pollMs; ; wait = Math.min(wait * 1.5, maxPollMs)) {
      try {
        lastSeen = await fetchVoice(either);
        lastError = undefined;
        onProgress?.({ voice: lastSeen, elapsedMs: elapsed() });
        if (isSettled(lastSeen.status)) return lastSeen;
      } catch (error) {
        if (either.aborted || !isTransient(error)) throw error;
        lastError = error;
      }
      await sleep(wait, either);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (!timeout.aborted) throw error;
    throw new WaitTimeoutError(voiceId, elapsed(), lastSeen, lastError);
  }
}

function isTransient(error: unknown): boolean {
  if (error instanceof NoResponseError) return true;
  const status = error instanceof ProblemError || error instanceof UnexpectedResponseError ? error.status : 0;
  return status === 429 || status >= 500;
}
