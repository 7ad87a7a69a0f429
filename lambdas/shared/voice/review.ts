import { type ReviewSchedule, type ReviewVerdict, unjitteredWait } from '../contract.ts';
import { FAMILY_ROWS } from '../dashscope/families.ts';
import type { Family } from '../dashscope/vocabulary.ts';

/** The status of a voice that the provider has just made: under review, or ready if its family has no review. */
export function statusOnceMade({ family }: { readonly family: Family }): 'DEPLOYING' | 'OK' {
  return FAMILY_ROWS[family].reviewed ? 'DEPLOYING' : 'OK';
}

/** Jitter only lengthens a wait, by at most a fifth. */
const maxJitter = 0.2;

/**
 * The wait before poll number `polls` (from 0): doubling from the first to the longest, jittered, never beyond the
 * deadline, and always a whole number of at least one second, as Step Functions' Wait demands.
 *
 * @param remainingSeconds until the deadline; the last wait ends just past it
 * @param random a number in [0, 1)
 */
export function reviewWait(
  schedule: ReviewSchedule,
  polls: number,
  remainingSeconds: number,
  random: number,
): number {
  const jittered = Math.ceil(unjitteredWait(schedule, polls) * (1 + maxJitter * random));
  return Math.max(1, Math.min(jittered, Math.ceil(remainingSeconds)));
}

/** What a poll has found out: the provider's status if it gave one, or that the record is settled by another writer. */
export type ReviewAnswer = 'DEPLOYING' | 'OK' | 'UNDEPLOYED' | 'no news' | 'settled';

/** What a poll means: the provider's word, and `TIMED_OUT` when it is still (or again) silent at the deadline. */
export function reviewVerdict(answer: ReviewAnswer, remainingSeconds: number): ReviewVerdict {
  if (answer === 'settled') return 'ENDED';
  if (answer === 'OK' || answer === 'UNDEPLOYED') return answer;
  return remainingSeconds <= 0 ? 'TIMED_OUT' : 'DEPLOYING';
}
