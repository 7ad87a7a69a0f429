import { assertNever } from '../platform/assert-never.ts';
import { inParallel } from '../platform/in-parallel.ts';
import type { AuditionStore } from '../stores/auditions.ts';
import type { CandidateStore } from '../stores/candidates.ts';
import { again, retryLostRace } from '../stores/retry-lost-race.ts';
import type { VoiceStore } from '../stores/voices.ts';
import type { AuditionRecord } from '../voice/audition-record.ts';
import { type ClosingStep, closingStep } from '../voice/audition-rules.ts';
import type { VoiceRecord } from '../voice/record.ts';
import { type ApplyTransitionDependencies, applyTransition } from './apply-transition.ts';
import { recordVoice } from './record-voice.ts';
import { holderOf, type ReleaseUnusedHoldsDependencies } from './release-unused-holds.ts';

export interface CloseCandidatesDependencies
  extends ApplyTransitionDependencies,
    ReleaseUnusedHoldsDependencies {
  readonly voices: ApplyTransitionDependencies['voices'] & Pick<VoiceStore, 'put'>;
  readonly auditions: Pick<AuditionStore, 'recordComplete'>;
  readonly candidates: Pick<CandidateStore, 'release' | 'requestDeletion'>;
  /** Time from the deletion of a candidate that was not chosen to its purge. */
  readonly loserGraceSeconds: number;
  /** Time for which the records of purged voices and of ended auditions are kept. */
  readonly retentionSeconds: number;
  readonly now: () => Date;
}

/** Value of `by` in a deletion that an audition requests. */
const deletedBy = 'audition';
const maxConcurrent = 5;

/**
 * Deletes every candidate of a closed audition that was not chosen. Writes missing records first, so that a request that is
 * still writing them cannot add one. A failure is logged, and *recover voices* repeats the call.
 *
 * @returns true if every candidate is settled
 */
export async function closeCandidates(
  audition: AuditionRecord,
  dependencies: CloseCandidatesDependencies,
): Promise<boolean> {
  const { auditions, log } = dependencies;
  const { auditionId, complete } = audition;
  let isFinished = true;
  await inParallel(audition.candidates, maxConcurrent, async ({ voiceId }) => {
    try {
      if (!(await closeCandidate(voiceId, audition, dependencies))) isFinished = false;
    } catch (error) {
      isFinished = false;
      log.error('candidate not deleted', { auditionId, voiceId, error: String(error) });
    }
  });
  if (isFinished && !complete) await auditions.recordComplete(auditionId);
  return isFinished;
}

/**
 * Returns true as long as a missing record was never written. Later, DynamoDB can have deleted an expired record.
 */
export function mayWriteRecords(
  { complete, createdAt }: Pick<AuditionRecord, 'complete' | 'createdAt'>,
  { retentionSeconds, now }: Pick<CloseCandidatesDependencies, 'retentionSeconds' | 'now'>,
): boolean {
  return !complete && now().getTime() < Date.parse(createdAt) + retentionSeconds * 1_000;
}

/** Returns the parts of a candidate's record. */
export function newCandidate({ auditionId, brief, warnings, createdBy }: AuditionRecord) {
  return { request: brief, warnings, owner: createdBy, requestKey: null, auditionId };
}

/** @returns true if no work is left for the candidate */
async function closeCandidate(
  voiceId: string,
  audition: AuditionRecord,
  dependencies: CloseCandidatesDependencies,
): Promise<boolean> {
  const { voices, candidates, now } = dependencies;
  return retryLostRace(`candidate ${voiceId}`, async () => {
    const record =
      (await voices.read(voiceId)) ??
      (mayWriteRecords(audition, dependencies)
        ? await recordVoice(voiceId, newCandidate(audition), now(), dependencies)
        : null);
    if (!record) return true;
    const step = closingStep(audition, record);
    switch (step) {
      case 'done':
        return true;
      case 'wait':
        return false;
      case 'checkHolds': {
        const holder = await holderOf(record, dependencies);
        return holder === null ? again : holder === 'alias';
      }
      case 'release':
        await candidates.release(voiceId, audition.version);
        return again;
      case 'delete':
      case 'deleteUnclaimed':
      case 'requestDeletion':
        // A lost race means that the workflow, a choice or another closing has changed the record, so it is read again.
        await deleteCandidate(record, step, dependencies);
        // The record is not read again: a choice may restore the voice now, and two loops could undo each other.
        return record.status !== 'CREATING';
      default:
        assertNever(step);
    }
  });
}

async function deleteCandidate(
  record: VoiceRecord,
  step: Extract<ClosingStep, 'delete' | 'deleteUnclaimed' | 'requestDeletion'>,
  dependencies: CloseCandidatesDependencies,
): Promise<void> {
  const now = dependencies.now();
  const purgeAt = new Date(now.getTime() + dependencies.loserGraceSeconds * 1_000);
  if (step === 'requestDeletion') {
    return dependencies.candidates.requestDeletion(record, { at: now, by: deletedBy, purgeAt });
  }
  const transition = step === 'delete' ? 'notChosen' : 'notChosenUnclaimed';
  const change = { now, purgeAt, statusBeforeDelete: record.status };
  await applyTransition(record, transition, change, dependencies);
}
