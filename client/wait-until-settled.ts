import { NoAnswerError, ProblemError, UnexpectedAnswerError, WaitTimeoutError } from './errors.ts';
import { sleep } from './sleep.ts';
import type { Status, VoiceView } from './types.ts';

export interface WaitOptions {
  /** Milliseconds. @default 30 minutes; a review takes minutes, seldom hours */
  readonly timeoutMs?: number;
  /** Called after each look, also when nothing has changed. */
  readonly onProgress?: (progress: WaitProgress) => void;
  /** The first wait between two looks; each further one is half as long again, up to `maxPollMs`. @default 500 */
  readonly pollMs?: number;
  /** @default 10 000 */
  readonly maxPollMs?: number;
  readonly signal?: AbortSignal;
}

export interface WaitProgress {
  readonly voice: VoiceView;
  readonly elapsedMs: number;
}

/** 24 days; a longer timer would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

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

/** Whether the workflow has nothing left to do for a voice in this status. */
export function isSettled(status: Status): boolean {
  return settled[status];
}

/**
 * Looks at a voice until it is settled. An API that is away for a while ends nothing; the time-out does.
 *
 * @param look asks for the voice once
 * @throws WaitTimeoutError, ProblemError where asking again is of no use, the signal's reason when it is aborted
 */
export async function waitUntilSettled(
  voiceId: string,
  look: (signal: AbortSignal) => Promise<VoiceView>,
  options: WaitOptions = {},
): Promise<VoiceView> {
  const { timeoutMs = 1_800_000, pollMs = 500, maxPollMs = 10_000, onProgress, signal } = options;
  const startedAt = performance.now();
  const elapsed = () => performance.now() - startedAt;
  const timeout = AbortSignal.timeout(Math.min(timeoutMs, longestTimerMs));
  const either = signal ? AbortSignal.any([signal, timeout]) : timeout;
  let lastSeen: VoiceView | null = null;
  let trouble: unknown;
  try {
    for (let wait = pollMs; ; wait = Math.min(wait * 1.5, maxPollMs)) {
      try {
        lastSeen = await look(either);
        trouble = undefined;
        onProgress?.({ voice: lastSeen, elapsedMs: elapsed() });
        if (isSettled(lastSeen.status)) return lastSeen;
      } catch (error) {
        if (either.aborted || !passes(error)) throw error;
        trouble = error;
      }
      await sleep(wait, either);
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (!timeout.aborted) throw error;
    throw new WaitTimeoutError(voiceId, elapsed(), lastSeen, trouble);
  }
}

function passes(error: unknown): boolean {
  if (error instanceof NoAnswerError) return true;
  const status = error instanceof ProblemError || error instanceof UnexpectedAnswerError ? error.status : 0;
  return status === 429 || status >= 500;
}
