import type { DueVoices } from '../shared/records/due-voices.ts';
import { mayBePurged, type PurgeScope } from '../shared/records/purge-claims.ts';
import type { VoiceStore } from '../shared/records/voice-store.ts';

export interface FindDueVoicesInput {
  /** Voices that were named; null for all that are due. */
  readonly voiceIds: readonly string[] | null;
  /** Nobody's claim is as this one. */
  readonly claimId: string;
  readonly dryRun: boolean;
}

export interface FindDueVoicesResult {
  readonly voiceIds: readonly string[];
  readonly scope: PurgeScope;
  readonly dryRun: boolean;
}

export interface FindDueVoicesDependencies {
  readonly voices: Pick<VoiceStore, 'read'>;
  readonly dueVoices: DueVoices;
  readonly now: () => Date;
}

/** One run of a purge purges so many voices at most; the others are the next run's. */
export const voicesARun = 50;

/** What a purge would remove now. Only a claim decides: what is found may be gone, or restored, a moment later. */
export async function findDueVoices(
  { voiceIds, claimId, dryRun }: FindDueVoicesInput,
  { voices, dueVoices, now }: FindDueVoicesDependencies,
): Promise<FindDueVoicesResult> {
  if (voiceIds === null) {
    return { voiceIds: await dueVoices.due(now(), voicesARun), scope: 'due', dryRun };
  }
  const found: string[] = [];
  for (const voiceId of new Set(voiceIds)) {
    const record = await voices.read(voiceId);
    if (record && mayBePurged(record, claimId, 'named', now())) found.push(voiceId);
  }
  return { voiceIds: found, scope: 'named', dryRun };
}
