import type { VoiceRecord } from './record.ts';

/** Returns the time until which a deleted voice can certainly be restored. Null in any other status. */
export function restorableUntil({ status, purgeAt }: Pick<VoiceRecord, 'status' | 'purgeAt'>): string | null {
  return status === 'DELETED' ? purgeAt : null;
}

/**
 * Returns the `purgeAt` of a permanently deleted voice. It is the time of the deletion, which distinguishes the voice from
 * one whose `purgeAt` has merely passed. For a voice that is not deleted yet, it is now.
 */
export function permanentPurgeAt({ status, deletedAt }: VoiceRecord, now: Date): string {
  return status === 'CREATING' || deletedAt === null ? now.toISOString() : deletedAt;
}
