/** The times of a review, in seconds. */
export interface ReviewSchedule {
  readonly firstWaitSeconds: number;
  readonly maxWaitSeconds: number;
  /** Real time, which the time scale has shortened. */
  readonly deadlineSeconds: number;
  /** Factor by which a local run shortens waits and time-outs of the workflow. 1 in a deployment. */
  readonly timeScale: number;
}

/** Returns the seconds to wait before poll number `polls` (from 0), without jitter. Waits double up to the longest. */
export function unjitteredWait(
  schedule: Pick<ReviewSchedule, 'firstWaitSeconds' | 'maxWaitSeconds'>,
  polls: number,
): number {
  return Math.min(schedule.firstWaitSeconds * 2 ** Math.min(polls, 30), schedule.maxWaitSeconds);
}
