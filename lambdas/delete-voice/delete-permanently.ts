import {
  type DeletedVoice,
  type DeleteVoiceDependencies,
  type DeleteVoiceInput,
  deleteVoice,
} from '../shared/actions/delete-voice.ts';
import { findVoice } from '../shared/actions/find-voice.ts';
import { refuseIfHeld } from '../shared/actions/release-unused-holds.ts';
import type { PurgeStarter } from '../shared/executions.ts';
import { mayBePurged } from '../shared/stores/purges.ts';
import { retryLostRace } from '../shared/stores/retry-lost-race.ts';
import type { SwitchStore } from '../shared/stores/switches.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { ApiError } from '../shared/validation/api-error.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';
import { permanentPurgeAt } from '../shared/voice/restorable.ts';

export interface DeletePermanentlyDependencies extends DeleteVoiceDependencies {
  readonly voices: DeleteVoiceDependencies['voices'] & Pick<VoiceStore, 'bringPurgeForward'>;
  readonly purges: PurgeStarter;
  readonly switches: SwitchStore;
}

/** Differs from the id of every purge claim. */
const noClaimId = '';

/**
 * Marks a voice as deleted, due for purging at once, and starts its purge. If the voice is still being created, or if
 * its purge cannot be started or fails, the scheduled purge removes it later. The call can be repeated.
 *
 * @returns `accepted` is false if the voice has already been purged
 * @throws ApiError the errors of `deleteVoice`, or `deletes_disabled` before anything is written
 */
export async function deletePermanently(
  input: DeleteVoiceInput,
  dependencies: DeletePermanentlyDependencies,
): Promise<DeletedVoice> {
  const { voices, switches } = dependencies;
  const { status } = await findVoice(voices, input.voiceId);
  if (status !== 'PURGED' && !(await switches.read()).deletes) {
    throw new ApiError({ code: 'deletes_disabled' });
  }
  return retryLostRace(`voice ${input.voiceId}`, async () => {
    const deleted = await deleteVoice(input, { ...dependencies, graceSeconds: 0 });
    if (deleted.record.status === 'PURGED') return { ...deleted, accepted: false };
    // An alias keeps even an expired voice.
    await refuseIfHeld(deleted.record, dependencies);
    const record = await endGraceTime(deleted.record, dependencies);
    await startPurge(record, dependencies);
    return { record, accepted: true };
  });
}

/**
 * Ends the grace time that an earlier deletion has given the voice, so that the scheduled purge does not wait for it.
 */
async function endGraceTime(
  record: VoiceRecord,
  { voices, now }: DeletePermanentlyDependencies,
): Promise<VoiceRecord> {
  const time = now();
  const purgeAt = record.status === 'CREATING' ? record.deleteRequested?.purgeAt : record.purgeAt;
  if (!purgeAt || purgeAt <= permanentPurgeAt(record, time)) return record;
  await voices.bringPurgeForward(record, time);
  return findVoice(voices, record.voiceId);
}

async function startPurge(
  record: VoiceRecord,
  { purges, now, log }: DeletePermanentlyDependencies,
): Promise<void> {
  if (!mayBePurged(record, noClaimId, 'named', now())) return;
  try {
    await purges.start(record.voiceId);
  } catch (error) {
    // The voice is due, so the scheduled purge removes it.
    log.error('purge not started', { voiceId: record.voiceId, error: String(error) });
  }
}
