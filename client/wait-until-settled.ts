import { WaitTimeoutError } from './errors.ts';
import { pollUntil } from './poll-until.ts';
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
export function waitUntilSettled(
  voiceId: string,
  fetchVoice: (signal: AbortSignal) => Promise<VoiceView>,
  { onProgress, ...options }: WaitOptions = {},
): Promise<VoiceView> {
  return pollUntil({
    ...options,
    fetch: fetchVoice,
    isDone: ({ status }) => isSettled(status),
    onPoll: (voice, elapsedMs) => onProgress?.({ voice, elapsedMs }),
    timeoutError: (elapsedMs, lastSeen, cause) => new WaitTimeoutError(voiceId, elapsedMs, lastSeen, cause),
  });
}
