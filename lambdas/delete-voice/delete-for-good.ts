import {
  type DeletedVoice,
  type DeleteVoiceDependencies,
  type DeleteVoiceInput,
  deleteVoice,
} from '../shared/actions/delete-voice.ts';
import { findVoice } from '../shared/actions/find-voice.ts';
import type { PurgeStarter } from '../shared/executions.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import { mayBePurged } from '../shared/stores/purges.ts';
import type { SwitchStore } from '../shared/stores/switches.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import { ApiError } from '../shared/validation/api-error.ts';
import type { VoiceRecord } from '../shared/voice/record.ts';
import { permanentPurgeAt } from '../shared/voice/restorable.ts';

export interface DeleteForGoodDependencies extends DeleteVoiceDependencies {
  readonly voices: DeleteVoiceDependencies['voices'] & Pick<VoiceStore, 'bringPurgeForward'>;
  readonly purges: PurgeStarter;
  readonly switches: SwitchStore;
}

/** Nobody's claim is as this one. */
const nobody = '';

/**
 * Deletes a voice softly, without the grace time, and starts its purge. One that is being created is purged by the
 * scheduled purge once it is made; so is one whose purge could not be started, or failed. Repeating it is a success.
 *
 * @returns `accepted` unless the voice has been purged
 * @throws ApiError as `deleteVoice`; `deletes_disabled` before anything is written
 */
export async function deleteForGood(
  input: DeleteVoiceInput,
  dependencies: DeleteForGoodDependencies,
): Promise<DeletedVoice> {
  const { voices, switches } = dependencies;
  const { status } = await findVoice(voices, input.voiceId);
  if (status !== 'PURGED' && !(await switches.read()).deletes) {
    throw new ApiError({ code: 'deletes_disabled' });
  }
  for (;;) {
    const deleted = await deleteVoice(input, { ...dependencies, graceSeconds: 0 });
    if (deleted.record.status === 'PURGED') return { ...deleted, accepted: false };
    try {
      const record = await dueNow(deleted.record, dependencies);
      await start(record, dependencies);
      return { record, accepted: true };
    } catch (error) {
      if (!(error instanceof LostRaceError)) throw error;
    }
  }
}

/** An earlier deletion has left the voice its grace time, which the scheduled purge would wait for. */
async function dueNow(record: VoiceRecord, { voices, now }: DeleteForGoodDependencies): Promise<VoiceRecord> {
  const time = now();
  const purgeAt = record.status === 'CREATING' ? record.deleteRequested?.purgeAt : record.purgeAt;
  if (!purgeAt || purgeAt <= permanentPurgeAt(record, time)) return record;
  await voices.bringPurgeForward(record, time);
  return findVoice(voices, record.voiceId);
}

async function start(record: VoiceRecord, { purges, now, log }: DeleteForGoodDependencies): Promise<void> {
  if (!mayBePurged(record, nobody, 'named', now())) return;
  try {
    await purges.start(record.voiceId);
  } catch (error) {
    // The voice is due: the scheduled purge takes it.
    log.error('purge not started', { voiceId: record.voiceId, error: String(error) });
  }
}
