import { type ReviewSchedule, type ReviewVerdict, unjitteredWait } from '../contract.ts';
import { FAMILY_ROWS } from '../dashscope/families.ts';
import type { Family } from '../dashscope/vocabulary.ts';

/** Returns the status of a voice that the provider has just made: under review, or ready if its family has no review. */
export function statusOnceMade({ family }: { readonly family: Family }): 'DEPLOYING' | 'OK' {
  return FAMILY_ROWS[family].reviewed ? 'DEPLOYING' : 'OK';
}

/** Jitter only lengthens a wait, by at most a fifth. */
const maxJitter = 0.2;

/**
 * Returns the seconds to wait before poll number `polls` (from 0). Waits double from the first to the longest, with jitter,
 * and end at the deadline. They are whole numbers of at least 1, as a Wait state requires.
 *
 * @param remainingSeconds seconds until the deadline; the last wait ends just after it
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

/** The result of a poll: the provider's status, no status, or a record that another writer has settled. */
export type ReviewAnswer = 'DEPLOYING' | 'OK' | 'UNDEPLOYED' | 'no news' | 'settled';

/** Returns the verdict of a poll: the provider's status, or `TIMED_OUT` if there is no final status at the deadline. */
export function reviewVerdict(answer: ReviewAnswer, remainingSeconds: number): ReviewVerdict {
  if (answer === 'settled') return 'ENDED';
  if (answer === 'OK' || answer === 'UNDEPLOYED') return answer;
  return remainingSeconds <= 0 ? 'TIMED_OUT' : 'DEPLOYING';
}
