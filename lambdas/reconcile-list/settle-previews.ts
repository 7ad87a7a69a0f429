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

/** Returns the ids of records whose preview is pending or was lost recently, whether or not their voices are listed. */
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
 * Searches the bucket for a preview whose invocation ended, or lost its connection to the bucket, before it recorded the
 * preview.
 */
export async function settlePreview(
  voiceId: string,
  dependencies: SettlePreviewsDependencies,
): Promise<void> {
  const record = await dependencies.voices.read(voiceId);
  if (record && mayBeStoredUnnamed(record, dependencies.now()))
    await recordStoredPreview(record, dependencies);
}
