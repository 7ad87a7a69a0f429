import type { AuditionChange, AuditionStore } from '../stores/auditions.ts';
import type { CandidateStore } from '../stores/candidates.ts';
import { again, retryLostRace } from '../stores/retry-lost-race.ts';
import { ApiError, invalidRequest } from '../validation/api-error.ts';
import type { AuditionRecord } from '../voice/audition-record.ts';
import { isChoosable, refusesChoice } from '../voice/audition-rules.ts';
import type { VoiceRecord } from '../voice/record.ts';
import { applyTransition } from './apply-transition.ts';
import { changeAudition } from './change-audition.ts';
import { closeCandidates } from './close-candidates.ts';
import { type PointAliasDependencies, pointAlias } from './point-alias.ts';
import { candidatesNow, findAudition, readCandidates } from './read-audition.ts';
import { checkRoom } from './set-alias.ts';

export interface ChooseCandidateDependencies extends PointAliasDependencies {
  readonly auditions: PointAliasDependencies['auditions'] & Pick<AuditionStore, 'recordChoiceBegun'>;
  readonly candidates: CandidateStore;
}

export interface Choice {
  readonly auditionId: string;
  readonly voiceId: string;
  /** The alias that is pointed at the voice. Absent for the alias of the audition, if it has one. */
  readonly alias?: string | undefined;
  readonly owner: string;
}

/**
 * Chooses a candidate, points the alias at it, and deletes the others softly. Another candidate can be chosen later while
 * it can be restored. The alias moves then.
 *
 * 1. Lists the audition as unfinished.
 * 2. Restores the voice if it was deleted, and marks it as kept.
 * 3. Changes the audition, which notes the change of the alias.
 * 4. Points the alias at the voice.
 * 5. Removes the mark of the former choice, and deletes every candidate without a mark.
 *
 * A process that ends between two of these steps can leave a mark that is no longer needed. It never removes one that is.
 * *Recover voices* removes the mark, and points the alias at the voice if the choice was made.
 *
 * @throws ApiError `not_found`, `invalid_request` for a voice that is not a candidate, `invalid_state` if the audition was
 * cancelled or the candidate is neither usable nor restorable, or `voice_in_use` if ten other aliases point at it
 */
export async function chooseCandidate(
  choice: Choice,
  dependencies: ChooseCandidateDependencies,
): Promise<AuditionRecord> {
  const { auditionId, voiceId } = choice;
  const { auditions, voices, candidates, now } = dependencies;
  /** The version that this choice has marked the voice with. */
  let marked: number | null = null;
  let isDecided = false;
  return retryLostRace(`audition ${auditionId}`, async () => {
    const audition = await findAudition(auditions, auditionId);
    // Another choice has replaced this one.
    if (isDecided && audition.chosen !== voiceId) return audition;
    const record = await voices.read(voiceId);
    try {
      checkChoice(audition, choice, record);
    } catch (error) {
      if (marked !== null && audition.chosen !== voiceId) await candidates.release(voiceId, marked);
      throw error;
    }
    try {
      if (isChosen(audition, record) && (await isAliasDecided(audition, choice, dependencies))) {
        return await finishChoice(audition, dependencies);
      }
      const version = audition.version + 1;
      const decision = await decisionOf(audition, record, choice, dependencies);
      await auditions.recordChoiceBegun(audition, now());
      await keep(record, { auditionId, version }, dependencies);
      marked = version;
      const decided = await decide(audition, voiceId, decision, dependencies);
      isDecided = true;
      return await finishChoice(decided, dependencies);
    } catch (error) {
      // The voice has changed after the decision, so it is read again.
      if (!(isDecided && isInvalidState(error))) throw error;
      return again;
    }
  });
}

/** Returns the alias that a choice decides on, with its version before the choice. @throws ApiError `voice_in_use` */
async function decisionOf(
  audition: AuditionRecord,
  record: VoiceRecord,
  { alias = audition.alias ?? undefined, owner }: Choice,
  dependencies: ChooseCandidateDependencies,
): Promise<NonNullable<AuditionChange['decision']>> {
  if (alias === undefined) return { by: owner, alias: null, pointing: null };
  await checkRoom(record, alias, dependencies);
  const current = (await dependencies.aliases.read(alias))?.version ?? 0;
  // A remake moves its alias only from the version that it was requested for.
  const fromVersion = audition.chosen === null ? (audition.remakeOf?.fromVersion ?? current) : current;
  return { by: owner, alias, pointing: { version: audition.version + 1, fromVersion, by: owner } };
}

async function decide(
  audition: AuditionRecord,
  voiceId: string,
  decision: AuditionChange['decision'],
  dependencies: ChooseCandidateDependencies,
): Promise<AuditionRecord> {
  const candidates = candidatesNow(audition, await readCandidates(audition, dependencies.voices));
  const change = { status: 'DECIDED', chosen: voiceId, candidates, decision } as const;
  return changeAudition(audition, change, dependencies);
}

/** Points the alias at the chosen voice and deletes the other candidates. @throws ApiError `invalid_state`, `voice_in_use` */
async function finishChoice(
  decided: AuditionRecord,
  dependencies: ChooseCandidateDependencies,
): Promise<AuditionRecord> {
  // The former choice loses its alias before it is deleted.
  const audition = await pointAlias(decided, dependencies);
  await closeCandidates(audition, dependencies);
  return audition;
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

function isChosen({ chosen }: AuditionRecord, record: VoiceRecord): boolean {
  const { voiceId, status, keptBy, deleteRequested } = record;
  return chosen === voiceId && status === 'OK' && keptBy !== undefined && deleteRequested === undefined;
}

/** True if the audition has decided on the alias that the choice names, and a caller has not moved the alias since. */
async function isAliasDecided(
  audition: AuditionRecord,
  { voiceId, alias }: Choice,
  { aliases }: ChooseCandidateDependencies,
): Promise<boolean> {
  if (alias === undefined) return true;
  if (audition.alias !== alias) return false;
  return audition.pointing !== undefined || (await aliases.read(alias))?.target?.voiceId === voiceId;
}

function isInvalidState(error: unknown): boolean {
  return error instanceof ApiError && error.details.code === 'invalid_state';
}

/** @throws ApiError if the candidate cannot be chosen */
function checkChoice(
  audition: AuditionRecord,
  { voiceId, alias }: Choice,
  record: VoiceRecord | null,
): asserts record is VoiceRecord {
  const allowed = audition.candidates.map((candidate) => candidate.voiceId);
  if (!allowed.includes(voiceId)) {
    const detail = 'is not a candidate of this audition';
    throw invalidRequest([{ pointer: '/voiceId', code: 'not_allowed', detail, allowed }]);
  }
  const remade = audition.remakeOf?.alias;
  if (alias !== undefined && remade !== undefined && alias !== remade) {
    const detail = 'is not the alias that this audition remakes';
    throw invalidRequest([{ pointer: '/alias', code: 'not_allowed', detail, allowed: [remade] }]);
  }
  const refused = refusesChoice(audition);
  if (refused) throw new ApiError({ code: 'invalid_state', auditionStatus: refused });
  if (!record) {
    throw new ApiError({ code: 'invalid_state', status: audition.complete ? 'PURGED' : 'REQUESTED' });
  }
  if (!isChoosable(record)) throw new ApiError({ code: 'invalid_state', status: record.status });
}
