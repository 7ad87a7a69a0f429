import { assertNever } from '../platform/assert-never.ts';
import type { ParkedVoiceStore } from '../stores/parked-voices.ts';
import { retryLostRace } from '../stores/retry-lost-race.ts';
import type { VoiceStore } from '../stores/voices.ts';
import { ApiError } from '../validation/api-error.ts';
import type { VoiceRecord } from '../voice/record.ts';
import { type ApplyTransitionDependencies, applyTransition } from './apply-transition.ts';
import { findVoice } from './find-voice.ts';
import { type ReleaseUnusedHoldsDependencies, refuseIfHeld } from './release-unused-holds.ts';

export interface DeleteVoiceInput {
  readonly voiceId: string;
  /** Owner of the caller's key. */
  readonly owner: string;
}

export interface DeleteVoiceDependencies extends ApplyTransitionDependencies, ReleaseUnusedHoldsDependencies {
  readonly voices: ApplyTransitionDependencies['voices'] & Pick<VoiceStore, 'requestDeletion'>;
  readonly parkedVoices: Pick<ParkedVoiceStore, 'requestWake'>;
  /** Time in which a deleted voice can be restored. */
  readonly graceSeconds: number;
  readonly now: () => Date;
}

export interface DeletedVoice {
  readonly record: VoiceRecord;
  /** True if the voice is being created. Its workflow deletes it once the provider has answered. */
  readonly accepted: boolean;
}

/**
 * Deletes a voice softly. The voice can be restored until its purge time. Deleting it again succeeds. If the workflow or
 * another caller changes the record meanwhile, the deletion is repeated on the new record.
 *
 * @throws ApiError `not_found`, `voice_in_use` if an alias holds it, or `invalid_state` for a voice that was never created
 */
export async function deleteVoice(
  { voiceId, owner }: DeleteVoiceInput,
  dependencies: DeleteVoiceDependencies,
): Promise<DeletedVoice> {
  return retryLostRace(`voice ${voiceId}`, async () => {
    const record = await findVoice(dependencies.voices, voiceId);
    return deleteFromStatus(record, owner, dependencies);
  });
}

async function deleteFromStatus(
  record: VoiceRecord,
  owner: string,
  dependencies: DeleteVoiceDependencies,
): Promise<DeletedVoice> {
  const { voices, graceSeconds } = dependencies;
  const now = dependencies.now();
  const purgeAt = new Date(now.getTime() + graceSeconds * 1_000);
  const { status, voiceId } = record;
  switch (status) {
    case 'REQUESTED':
    case 'DEPLOYING':
    case 'OK':
    case 'UNDEPLOYED':
    case 'TIMED_OUT': {
      const transition = status === 'REQUESTED' ? 'deletedUnclaimed' : 'deleted';
      const change = { now, purgeAt, statusBeforeDelete: status };
      if (record.purgeClaim) return { record, accepted: true };
      await refuseIfHeld(record, dependencies);
      const deleted = await applyTransition(record, transition, change, dependencies);
      if (status === 'DEPLOYING') await endReview(voiceId, dependencies);
      return { record: deleted, accepted: false };
    }
    case 'CREATING':
      await voices.requestDeletion(record, { at: now, by: owner, purgeAt });
      return { record: await findVoice(voices, voiceId), accepted: true };
    case 'DELETED':
    case 'PURGED':
    case 'EXPIRED':
      return { record, accepted: false };
    case 'FAILED':
      throw new ApiError({ code: 'invalid_state', status });
    default:
      return assertNever(status);
  }
}

/** Requests that the parked execution of a deleted voice wakes and ends. Otherwise it ends at its time-out. */
async function endReview(
  voiceId: string,
  { parkedVoices, log }: Pick<DeleteVoiceDependencies, 'parkedVoices' | 'log'>,
): Promise<void> {
  try {
    await parkedVoices.requestWake(voiceId);
  } catch (error) {
    log.error('the execution of a deleted voice is not woken', { voiceId, error: String(error) });
  }
}
