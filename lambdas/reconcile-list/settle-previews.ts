import {
  recordStoredPreview,
  type SettlePendingPreviewDependencies,
} from '../shared/actions/settle-pending-preview.ts';
import type { VoicesByStatus } from '../shared/stores/voices-by-status.ts';
import { aliveStatuses } from '../shared/voice/alive.ts';
import { mayBeStoredUnnamed, recheckSince } from '../shared/voice/preview.ts';
import type { ProviderList } from '../shared/voice/provider-list.ts';

export interface SettlePreviewsDependencies extends SettlePendingPreviewDependencies {
  readonly voicesByStatus: Pick<VoicesByStatus, 'withoutPreview'>;
  readonly now: () => Date;
}

/** Statuses of records whose preview is served. */
const served = [...aliveStatuses, 'EXPIRED'] as const;

/** Ids of the records whose preview is pending or was lost lately, whether or not the list shows their voices. */
export async function withoutPreview(
  list: ProviderList,
  { voicesByStatus, now }: SettlePreviewsDependencies,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const status of served) {
    for await (const voiceId of voicesByStatus.withoutPreview(status, list, recheckSince(now())))
      found.push(voiceId);
  }
  return found;
}

/**
 * Looks in the bucket for a preview that was stored by an invocation which ended, or could not reach the bucket, before it
 * could record it.
 */
export async function settlePreview(
  voiceId: string,
  dependencies: SettlePreviewsDependencies,
): Promise<void> {
  const record = await dependencies.voices.read(voiceId);
  if (record && mayBeStoredUnnamed(record, dependencies.now()))
    await recordStoredPreview(record, dependencies);
}
