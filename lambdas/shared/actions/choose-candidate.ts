import type { AuditionStore } from '../stores/auditions.ts';
import type { CandidateStore } from '../stores/candidates.ts';
import { LostRaceError } from '../stores/items.ts';
import { ApiError, invalidRequest } from '../validation/api-error.ts';
import type { AuditionRecord } from '../voice/audition-record.ts';
import { isChoosable, refusesChoice } from '../voice/audition-rules.ts';
import type { VoiceRecord } from '../voice/record.ts';
import type { AdvanceAuditionDependencies } from './advance-audition.ts';
import { applyTransition } from './apply-transition.ts';
import { changeAudition } from './change-audition.ts';
import { closeCandidates } from './close-candidates.ts';
import { candidatesNow, findAudition, readCandidates } from './read-audition.ts';

export interface ChooseCandidateDependencies extends AdvanceAuditionDependencies {
  readonly auditions: AdvanceAuditionDependencies['auditions'] & Pick<AuditionStore, 'recordChoiceBegun'>;
  readonly candidates: CandidateStore;
}

/**
 * Chooses a candidate, and deletes the others softly. Another candidate can be chosen later while it can be restored.
 *
 * 1. Lists the audition as unfinished.
 * 2. Restores the voice if it was deleted, and marks it as kept.
 * 3. Changes the audition.
 * 4. Removes the mark of the former choice, and deletes every candidate without a mark.
 *
 * A choice that ends after any of these steps leaves a mark too many, never one too few. *Recover voices* removes it.
 *
 * @throws ApiError `not_found`, `invalid_request` for a voice that is not a candidate, or `invalid_state` if the audition was
 * cancelled or the candidate is neither usable nor restorable
 */
export async function chooseCandidate(
  { auditionId, voiceId }: { readonly auditionId: string; readonly voiceId: string },
  dependencies: ChooseCandidateDependencies,
): Promise<AuditionRecord> {
  const { auditions, voices, candidates, now } = dependencies;
  /** The version that this choice has marked the voice with. */
  let marked: number | null = null;
  for (;;) {
    const audition = await findAudition(auditions, auditionId);
    const record = await voices.read(voiceId);
    try {
      checkChoice(audition, voiceId, record);
    } catch (error) {
      if (marked !== null && audition.chosen !== voiceId) await candidates.release(voiceId, marked);
      throw error;
    }
    if (isChosen(audition, record)) {
      await closeCandidates(audition, dependencies);
      return audition;
    }
    const version = audition.version + 1;
    try {
      await auditions.recordChoiceBegun(audition, now());
      await keep(record, { auditionId, version }, dependencies);
      marked = version;
      return await decide(audition, voiceId, dependencies);
    } catch (error) {
      // The audition or the voice has changed, so both are read again.
      if (!(error instanceof LostRaceError)) throw error;
    }
  }
}

async function decide(
  audition: AuditionRecord,
  voiceId: string,
  dependencies: ChooseCandidateDependencies,
): Promise<AuditionRecord> {
  const candidates = candidatesNow(audition, await readCandidates(audition, dependencies.voices));
  const change = { status: 'DECIDED', chosen: voiceId, candidates } as const;
  const decided = await changeAudition(audition, change, dependencies);
  await closeCandidates(decided, dependencies);
  return decided;
}

/** Restores the voice if it was deleted, then marks it. @throws LostRaceError if it changed meanwhile */
async function keep(
  record: VoiceRecord,
  mark: NonNullable<VoiceRecord['keptBy']>,
  dependencies: ChooseCandidateDependencies,
): Promise<void> {
  if (record.status === 'DELETED') {
    await applyTransition(record, 'restoredChosen', { now: dependencies.now() }, dependencies);
  }
  await dependencies.candidates.keep(record.voiceId, mark);
}

function isChosen({ chosen }: AuditionRecord, { voiceId, status, keptBy }: VoiceRecord): boolean {
  return chosen === voiceId && status === 'OK' && keptBy !== undefined;
}

/** @throws ApiError if the candidate cannot be chosen */
function checkChoice(
  audition: AuditionRecord,
  voiceId: string,
  record: VoiceRecord | null,
): asserts record is VoiceRecord {
  const allowed = audition.candidates.map((candidate) => candidate.voiceId);
  if (!allowed.includes(voiceId)) {
    const detail = 'is not a candidate of this audition';
    throw invalidRequest([{ pointer: '/voiceId', code: 'not_allowed', detail, allowed }]);
  }
  const refused = refusesChoice(audition);
  if (refused) throw new ApiError({ code: 'invalid_state', auditionStatus: refused });
  if (!record) {
    throw new ApiError({ code: 'invalid_state', status: audition.complete ? 'PURGED' : 'REQUESTED' });
  }
  if (!isChoosable(record)) throw new ApiError({ code: 'invalid_state', status: record.status });
}
