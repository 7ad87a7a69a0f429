import { retryLostRace } from '../stores/retry-lost-race.ts';
import { ApiError } from '../validation/api-error.ts';
import type { AuditionRecord } from '../voice/audition-record.ts';
import { isCancellable } from '../voice/audition-rules.ts';
import type { AdvanceAuditionDependencies } from './advance-audition.ts';
import { changeAudition } from './change-audition.ts';
import { closeCandidates } from './close-candidates.ts';
import { candidatesNow, findAudition, readCandidates } from './read-audition.ts';

/**
 * Cancels an audition and deletes all its candidates softly. Cancelling it again succeeds.
 *
 * @throws ApiError `not_found`, or `invalid_state` if the audition was decided or has lapsed
 */
export async function cancelAudition(
  auditionId: string,
  dependencies: AdvanceAuditionDependencies,
): Promise<AuditionRecord> {
  const { auditions, voices } = dependencies;
  return retryLostRace(`audition ${auditionId}`, async () => {
    const audition = await findAudition(auditions, auditionId);
    if (audition.status === 'CANCELLED') return audition;
    if (!isCancellable(audition)) {
      throw new ApiError({ code: 'invalid_state', auditionStatus: audition.status });
    }
    const candidates = candidatesNow(audition, await readCandidates(audition, voices));
    const change = { status: 'CANCELLED', chosen: null, candidates } as const;
    const cancelled = await changeAudition(audition, change, dependencies);
    await closeCandidates(cancelled, dependencies);
    return cancelled;
  });
}
