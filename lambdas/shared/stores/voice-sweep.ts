import type { Status } from '../contract.ts';
import type { ProviderList } from '../voice/provider-list.ts';

/** As much of a record as an index gives: it may be a moment old, and decides nothing. */
export interface SweptVoice {
  readonly voiceId: string;
  readonly providerVoiceId: string | null;
  /** The key that its voice was made or imported with; null where that is not recorded. */
  readonly keyId: string | null;
  /** Keys of the attempts that were sent and are not settled. */
  readonly openKeyIds: readonly (string | null)[];
  readonly purgeAt: Date | null;
  /** Codes of its warnings. */
  readonly warnings: readonly string[];
}

/** All records of a status, however many, the oldest first: where to look, before the record itself is read. */
export interface VoiceSweep {
  /** Those of one of the provider's lists. */
  ofList(status: Status, list: ProviderList): AsyncIterable<SweptVoice>;

  /** Those that nobody has changed since. */
  unchangedSince(status: Status, time: Date): AsyncIterable<SweptVoice>;

  /** Ids of those of a list whose preview is pending, or lost and the record changed since. */
  withoutPreview(status: Status, list: ProviderList, lostSince: Date): AsyncIterable<string>;

  /** Ids of those whose events may not be published yet and that nobody has changed since, the longest unchanged first. */
  unannouncedSince(status: Status, time: Date): AsyncIterable<string>;
}
