import { parking, type ReviewSchedule, type ReviewVerdict, unjitteredWait } from '../contract.ts';
import { FAMILY_ROWS } from '../dashscope/families.ts';
import type { Family } from '../dashscope/vocabulary.ts';
import type { VoiceRecord } from './record.ts';

/** Returns the status of a voice that the provider has just made: under review, or ready if its family has no review. */
export function statusOnceMade({ family }: { readonly family: Family }): 'DEPLOYING' | 'OK' {
  return FAMILY_ROWS[family].reviewed ? 'DEPLOYING' : 'OK';
}

/** Jitter only lengthens a wait, by at most a fifth. */
const maxJitter = 0.2;

/** Longest wait after a 429 without `Retry-After`. The provider counts calls by the second. */
const throttledSeconds = 8;

/** Time for which an item of a parked execution outlives the execution's time-out. */
const parkedItemGraceSeconds = 3_600;

/**
 * The result of a query: the provider's status, no status, a refusal because of its rate limit, or a record that another
 * writer has settled.
 */
export type ReviewAnswer =
  | 'DEPLOYING'
  | 'OK'
  | 'UNDEPLOYED'
  | 'no news'
  | 'settled'
  | { readonly throttled: { readonly retryAfterMs: number | null } };

/** Returns the verdict of a query: the provider's status, or `TIMED_OUT` if there is no final status at the deadline. */
export function reviewVerdict(answer: ReviewAnswer, remainingSeconds: number): ReviewVerdict {
  if (answer === 'settled') return 'ENDED';
  if (answer === 'OK' || answer === 'UNDEPLOYED') return answer;
  return remainingSeconds <= 0 ? 'TIMED_OUT' : 'DEPLOYING';
}

/**
 * Returns the seconds of the wait after query number `polls` (from 1), if the execution waits and does not park.
 *
 * - After a 429, it waits for the provider's `Retry-After`, or a few random seconds.
 * - Without a status, it waits for the longest time.
 * - Otherwise waits double from the first to the longest, with jitter.
 *
 * Waits end at the deadline. They are whole numbers of at least 1, as a Wait state requires.
 *
 * @param remainingSeconds real seconds until the deadline
 * @param random a number in [0, 1)
 */
export function reviewWait(
  schedule: ReviewSchedule,
  answer: ReviewAnswer,
  polls: number,
  remainingSeconds: number,
  random: number,
): number {
  const wanted = wantedWait(schedule, answer, polls, random);
  return Math.max(1, Math.min(wanted, Math.ceil(remainingSeconds * schedule.timeScale)));
}

function wantedWait(schedule: ReviewSchedule, answer: ReviewAnswer, polls: number, random: number): number {
  if (typeof answer === 'object') {
    const { retryAfterMs } = answer.throttled;
    const wait = retryAfterMs === null ? throttledSeconds * random : retryAfterMs / 1_000;
    return Math.min(Math.ceil(wait), schedule.maxWaitSeconds);
  }
  const waited = answer === 'no news' ? Number.MAX_SAFE_INTEGER : polls - 1;
  return Math.ceil(unjitteredWait(schedule, waited) * (1 + maxJitter * random));
}

/**
 * Returns whether an execution parks after a query. An imported voice is not in the list of this deployment's names that
 * the sweep reads, so its execution queries it after waits. So does an execution whose last query returned no status.
 */
export function parksAfter(answer: ReviewAnswer, { origin }: Pick<VoiceRecord, 'origin'>): boolean {
  return answer === 'DEPLOYING' && origin === 'requested';
}

/** The times of a parked execution. */
export interface ParkTimes {
  /** Seconds after which the execution queries the voice itself. */
  readonly parkSeconds: number;
  /** When DynamoDB may delete the item of the parked execution, in seconds since 1970. */
  readonly parkExpiresAt: number;
}

/**
 * Returns the times of an execution that parks now. The time-outs are 900, 1,800 and 3,600 s by the age of the review, and
 * none is later than the deadline.
 */
export function parkTimes(
  { deadlineSeconds, timeScale }: Pick<ReviewSchedule, 'deadlineSeconds' | 'timeScale'>,
  reviewStartedAt: Date,
  now: Date,
): ParkTimes {
  const elapsedSeconds = Math.max(0, (now.getTime() - reviewStartedAt.getTime()) / 1_000);
  const remainingSeconds = Math.ceil((deadlineSeconds - elapsedSeconds) * timeScale);
  const parkSeconds = Math.max(1, Math.min(stepAt(elapsedSeconds * timeScale), remainingSeconds));
  const expiresAt = now.getTime() / 1_000 + parkSeconds / timeScale + parkedItemGraceSeconds;
  return { parkSeconds, parkExpiresAt: Math.ceil(expiresAt) };
}

function stepAt(elapsedSeconds: number): number {
  let step: number = parking.firstSeconds;
  for (let end = step; end <= elapsedSeconds && step < parking.maxSeconds; end += step) step *= 2;
  return Math.min(step, parking.maxSeconds);
}
