import type { VoiceRecord } from '../voice/record.ts';

export type PurgeClaim = NonNullable<VoiceRecord['purgeClaim']>;

/** Which voices may be purged: those whose time has come, or, for one that was named, a deleted one at any time. */
export const purgeScopes = ['due', 'named'] as const;
export type PurgeScope = (typeof purgeScopes)[number];

export interface PurgeClaims {
  /**
   * Claims a voice for a purge: from here on nothing can happen to it but that. Never released, only taken over once
   * `until` has passed; who holds it may claim again.
   *
   * @throws LostRaceError unless the voice may be purged, is as it was read, and is nobody else's
   */
  claim(record: VoiceRecord, claim: PurgeClaim, scope: PurgeScope, now: Date): Promise<void>;

  /** Records that a voice is gone from the provider. @throws LostRaceError if the claim is another's */
  recordGone(record: VoiceRecord, claimId: string, providerVoiceId: string): Promise<void>;

  /**
   * Lets the items that lead to a record, by its name token and by its voices' ids, expire a week after the record itself:
   * DynamoDB deletes expired items in no order, and a record must not lose them first. Can be repeated.
   */
  expirePointers(record: VoiceRecord, recordExpiresAt: Date): Promise<void>;
}

/** The same rule, on a record that was read: only the claim's own write decides. */
export function mayBePurged(record: VoiceRecord, claimId: string, scope: PurgeScope, now: Date): boolean {
  const time = now.toISOString();
  const { purgeClaim, purgeAt, status } = record;
  if (purgeClaim && purgeClaim.id !== claimId && purgeClaim.until > time) return false;
  switch (status) {
    case 'DELETED':
    case 'EXPIRED':
      return scope === 'named' || (purgeAt !== null && purgeAt <= time);
    case 'UNDEPLOYED':
      return purgeAt !== null && purgeAt <= time;
    default:
      return false;
  }
}
