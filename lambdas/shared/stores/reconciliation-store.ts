import type { VoiceRecord, Warning } from '../voice/record.ts';

/** What only reconciliation notes in a record. Every write is conditional and can be repeated; reads are consistent. */
export interface ReconciliationStore {
  /** The voice that a provider-side name was reserved for; null if none. */
  voiceOfToken(token: string): Promise<string | null>;

  /**
   * Notes that a list did not show the record's voice.
   * @throws LostRaceError if it has moved on, is noted already, or is being purged
   */
  noteMissing(record: VoiceRecord, at: Date): Promise<void>;

  /** Forgets that it was missing. @throws LostRaceError if that is forgotten, or noted anew */
  noteSeen(record: VoiceRecord): Promise<void>;

  /**
   * Records the last key that reached the record's voice.
   * @throws LostRaceError if another was recorded since the record was read
   */
  recordKey(record: VoiceRecord, keyId: string): Promise<void>;

  /** Replaces the warnings of a record. @throws LostRaceError if anything has changed the record since it was read */
  recordWarnings(record: VoiceRecord, warnings: readonly Warning[]): Promise<void>;

  /** Takes a record whose events are all published out of the index. @throws LostRaceError if it has changed */
  noteAnnounced(record: VoiceRecord): Promise<void>;

  /**
   * Gives the record to another execution; a review begins anew with it.
   * @throws LostRaceError if anybody has changed the record since it was read
   */
  raiseRun(record: VoiceRecord, now: Date): Promise<void>;
}
