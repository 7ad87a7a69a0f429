import type { AuditionStore } from '../stores/auditions.ts';
import { retryLostRace } from '../stores/retry-lost-race.ts';
import type { AuditionRecord, Candidate } from '../voice/audition-record.ts';
import { candidateStatuses, isClosed, statusAfter } from '../voice/audition-rules.ts';
import { type ChangeAuditionDependencies, changeAudition } from './change-audition.ts';
import { type CloseCandidatesDependencies, closeCandidates } from './close-candidates.ts';
import { candidatesNow, readCandidates } from './read-audition.ts';

export interface AdvanceAuditionDependencies extends ChangeAuditionDependencies, CloseCandidatesDependencies {
  readonly auditions: ChangeAuditionDependencies['auditions'] &
    CloseCandidatesDependencies['auditions'] &
    Pick<AuditionStore, 'read'>;
}

/**
 * Brings an audition to the status that its candidates and the time give it. Reads all candidates consistently and makes
 * at most one transition, so that it can be called for any event, repeatedly and in any order. Deletes what is left of a
 * closed audition.
 *
 * @returns the record after the call; null if it was removed
 */
export async function advanceAudition(
  auditionId: string,
  dependencies: AdvanceAuditionDependencies,
): Promise<AuditionRecord | null> {
  const { auditions, voices, now } = dependencies;
  return retryLostRace(`audition ${auditionId}`, async () => {
    const audition = await auditions.read(auditionId);
    if (!audition) return null;
    if (isClosed(audition.status)) {
      await closeCandidates(audition, dependencies);
      return audition;
    }
    const records = await readCandidates(audition, voices);
    const status = statusAfter(audition, candidateStatuses(audition, records), now());
    const candidates = candidatesNow(audition, records);
    if (status === audition.status && isSame(candidates, audition.candidates)) return audition;
    const change = { status, chosen: audition.chosen, candidates };
    const changed = await changeAudition(audition, change, dependencies);
    if (isClosed(status)) await closeCandidates(changed, dependencies);
    return changed;
  });
}

function isSame(one: readonly Candidate[], other: readonly Candidate[]): boolean {
  return one.every(({ status }, index) => status === other[index]?.status);
}
