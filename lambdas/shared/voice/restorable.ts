import type { VoiceRecord } from './record.ts';

/** Until when a deleted voice is sure to be restorable; null in any other status. */
export function restorableUntil({ status, purgeAt }: Pick<VoiceRecord, 'status' | 'purgeAt'>): string | null {
  return status === 'DELETED' ? purgeAt : null;
}

/**
 * The `purgeAt` of a voice that is deleted for good: its deletion itself, which tells it from a voice that keeps its
 * place past its `purgeAt`; now for one that is not deleted yet.
 */
export function permanentPurgeAt({ status, deletedAt }: VoiceRecord, now: Date): string {
  return status === 'CREATING' || deletedAt === null ? now.toISOString() : deletedAt;
}
