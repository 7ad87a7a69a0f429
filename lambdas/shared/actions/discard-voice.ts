import { assertNever } from '../platform/assert-never.ts';
import { retryLostRace } from '../stores/retry-lost-race.ts';
import type { VoiceStore } from '../stores/voices.ts';
import { type ApplyTransitionDependencies, applyTransition } from './apply-transition.ts';
import { holderOf, type ReleaseUnusedHoldsDependencies } from './release-unused-holds.ts';

export interface DiscardVoiceDependencies
  extends ApplyTransitionDependencies,
    ReleaseUnusedHoldsDependencies {
  readonly voices: ApplyTransitionDependencies['voices'] & Pick<VoiceStore, 'requestDeletion'>;
  /** Time in which a deleted voice can be restored. */
  readonly graceSeconds: number;
  readonly now: () => Date;
}

/** Value of `deleteRequested.by` for a voice that no caller deletes. */
const by = 'alias';

/**
 * Deletes the voice of a failed remake softly, unless an alias holds it. A voice that is being created, whose create has an
 * unknown outcome, or that has expired is deleted once it exists or is listed again. A rejected voice is purged anyway, and
 * sooner.
 *
 * @param isOld true if the function that requested the voice has ended
 * @returns false if an unfinished move holds the voice or its record may still be written, so that the call has to be
 * repeated
 */
export async function discardVoice(
  voiceId: string,
  isOld: boolean,
  dependencies: DiscardVoiceDependencies,
): Promise<boolean> {
  const { voices, graceSeconds } = dependencies;
  return retryLostRace(`voice ${voiceId}`, async () => {
    const record = await voices.read(voiceId);
    if (!record) return isOld;
    if (record.purgeClaim) return true;
    const holder = await holderOf(record, dependencies);
    if (holder !== null) return holder === 'alias';
    const now = dependencies.now();
    const purgeAt = new Date(now.getTime() + graceSeconds * 1_000);
    const change = { now, purgeAt, statusBeforeDelete: record.status };
    switch (record.status) {
      case 'REQUESTED':
        await applyTransition(record, 'deletedUnclaimed', change, dependencies);
        return true;
      case 'CREATING':
        await voices.requestDeletion(record, { at: now, by, purgeAt });
        return true;
      case 'FAILED':
        if (record.reason.code !== 'create_outcome_unknown' || record.deleteRequested) return true;
        await voices.requestDeletion(record, { at: now, by, purgeAt });
        return true;
      case 'DEPLOYING':
      case 'OK':
      case 'TIMED_OUT':
        await applyTransition(record, 'deleted', change, dependencies);
        return true;
      case 'EXPIRED':
        if (!record.deleteRequested) await voices.requestDeletion(record, { at: now, by, purgeAt });
        return true;
      case 'UNDEPLOYED':
      case 'DELETED':
      case 'PURGED':
        return true;
      default:
        assertNever(record);
    }
  });
}
