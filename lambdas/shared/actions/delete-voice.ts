import { assertNever } from '../platform/assert-never.ts';
import { LostRaceError } from '../stores/items.ts';
import type { VoiceStore } from '../stores/voices.ts';
import { ApiError } from '../validation/api-error.ts';
import type { VoiceRecord } from '../voice/record.ts';
import { type ApplyTransitionDependencies, applyTransition } from './apply-transition.ts';
import { findVoice } from './find-voice.ts';

export interface DeleteVoiceInput {
  readonly voiceId: string;
  /** Who asks. */
  readonly owner: string;
}

export interface DeleteVoiceDependencies extends ApplyTransitionDependencies {
  readonly voices: ApplyTransitionDependencies['voices'] & Pick<VoiceStore, 'requestDeletion'>;
  /** How long a deleted voice can be restored. */
  readonly graceSeconds: number;
  readonly now: () => Date;
}

export interface DeletedVoice {
  readonly record: VoiceRecord;
  /** The voice is being created: its workflow deletes it once the provider has answered. */
  readonly accepted: boolean;
}

/**
 * Deletes a voice softly: it can be restored until its purge time. Repeating it is a success. A race that is lost, with
 * the workflow or another caller, is run again on the record as it is then.
 *
 * @throws ApiError `not_found`; `invalid_state` for a voice that was never made
 */
export async function deleteVoice(
  { voiceId, owner }: DeleteVoiceInput,
  dependencies: DeleteVoiceDependencies,
): Promise<DeletedVoice> {
  for (;;) {
    const record = await findVoice(dependencies.voices, voiceId);
    try {
      return await deleteAsItStands(record, owner, dependencies);
    } catch (error) {
      if (!(error instanceof LostRaceError)) throw error;
    }
  }
}

async function deleteAsItStands(
  record: VoiceRecord,
  owner: string,
  dependencies: DeleteVoiceDependencies,
): Promise<DeletedVoice> {
  const { voices, graceSeconds } = dependencies;
  const now = dependencies.now();
  const purgeAt = new Date(now.getTime() + graceSeconds * 1_000);
  const { status } = record;
  switch (status) {
    case 'REQUESTED':
    case 'DEPLOYING':
    case 'OK':
    case 'UNDEPLOYED':
    case 'TIMED_OUT': {
      const transition = status === 'REQUESTED' ? 'deletedUnclaimed' : 'deleted';
      const change = { now, purgeAt, statusBeforeDelete: status };
      if (record.purgeClaim) return { record, accepted: true };
      return { record: await applyTransition(record, transition, change, dependencies), accepted: false };
    }
    case 'CREATING':
      await voices.requestDeletion(record, { at: now, by: owner, purgeAt });
      return { record: await findVoice(voices, record.voiceId), accepted: true };
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
