import type { ProviderList } from '../voice/provider-list.ts';

/** A voice of the provider that an attempt of ours has made and no record is to have. */
export interface Orphan extends ProviderList {
  readonly providerVoiceId: string;
  /** The record whose attempt made it. */
  readonly voiceId: string;
  readonly attempt: string;
}

/** One item an orphan, which stays for a while after the voice is gone: what was made, and perhaps paid, is on record. */
export interface OrphanStore {
  /** Notes that it was seen. @returns when that was so first */
  sight(orphan: Orphan, now: Date): Promise<Date>;

  /** Whether it is on record that it was deleted at the provider. */
  isDeleted(providerVoiceId: string): Promise<boolean>;

  /** Notes that it was deleted at the provider. */
  recordDeleted(orphan: Orphan, now: Date, expiresAt: Date): Promise<void>;
}
