import { assertNever } from '../platform/assert-never.ts';
import { LostRaceError } from '../stores/items.ts';
import type { VoiceStore } from '../stores/voices.ts';
import { isHeld } from '../voice/holds.ts';
import { type ApplyTransitionDependencies, applyTransition } from './apply-transition.ts';

export interface DiscardVoiceDependencies extends ApplyTransitionDependencies {
  readonly voices: ApplyTransitionDependencies['voices'] & Pick<VoiceStore, 'requestDeletion'>;
  /** Time in which a deleted voice can be restored. */
  readonly graceSeconds: number;
  readonly now: () => Date;
}

/** Value of `deleteRequested.by` for a voice that no caller deletes. */
const by = 'alias';

/**
 * Deletes the voice of a failed remake softly, unless an alias holds it. A voice that is being created, or whose create has
 * an unknown outcome, is deleted once it exists. A rejected voice is purged anyway, and sooner.
 */
export async function discardVoice(voiceId: string, dependencies: DiscardVoiceDependencies): Promise<void> {
  const { voices, graceSeconds } = dependencies;
  for (;;) {
    const record = await voices.read(voiceId);
    if (!record || isHeld(record) || record.purgeClaim) return;
    const now = dependencies.now();
    const purgeAt = new Date(now.getTime() + graceSeconds * 1_000);
    const change = { now, purgeAt, statusBeforeDelete: record.status };
    try {
      switch (record.status) {
        case 'REQUESTED':
          await applyTransition(record, 'deletedUnclaimed', change, dependencies);
          return;
        case 'CREATING':
          return await voices.requestDeletion(record, { at: now, by, purgeAt });
        case 'FAILED':
          if (record.reason.code !== 'create_outcome_unknown' || record.deleteRequested) return;
          return await voices.requestDeletion(record, { at: now, by, purgeAt });
        case 'DEPLOYING':
        case 'OK':
        case 'TIMED_OUT':
          await applyTransition(record, 'deleted', change, dependencies);
          return;
        case 'UNDEPLOYED':
        case 'DELETED':
        case 'PURGED':
        case 'EXPIRED':
          return;
        default:
          assertNever(record);
      }
    } catch (error) {
      // Another writer has changed the record. The next pass decides by its new state.
      if (!(error instanceof LostRaceError)) throw error;
    }
  }
}
