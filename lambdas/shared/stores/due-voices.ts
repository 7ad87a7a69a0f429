import type { Status } from '../contract.ts';
import type { Family, Scope } from '../dashscope/vocabulary.ts';

/** As much of a voice that is due as its turn depends on; from an index, so it may be a moment old. */
export interface DueVoice {
  readonly voiceId: string;
  readonly family: Family;
  readonly scope: Scope;
  readonly status: Status;
  readonly providerVoiceId: string | null;
  /** The key that it was made or imported with; null where that is not recorded. */
  readonly keyId: string | null;
  readonly deletedAt: string | null;
  readonly purgeAt: string;
  /** Whether a purge has claimed it: it can no longer be restored. */
  readonly isClaimed: boolean;
}

/** The position of a voice among those that are due. */
export interface DuePosition {
  readonly waits: boolean;
  /** The end of its last purge claim; empty for a voice that no purge has claimed. */
  readonly tried: string;
  readonly purgeAt: string;
  readonly voiceId: string;
}

export interface DueBatch {
  readonly voices: readonly DueVoice[];
  /** Voices that are left out because they are kept, the one deleted longest ago first. */
  readonly kept: readonly DueVoice[];
  /** All that are due after the given position, these included. */
  readonly total: number;
  /** The position of the last of these; null if no more are due. */
  readonly next: DuePosition | null;
}

export interface DueVoices {
  /**
   * Voices whose time to be purged has come and that no purge is at work on. Those that no purge has tried yet come
   * first, by the time they fell due; one whose purge did not succeed waits for its turn behind the others, and behind
   * those one that has to wait.
   *
   * With the same time and the position where the last batch ended, no voice is in two batches: one that was claimed
   * since is not due at that time, and one that was not claimed keeps its position.
   *
   * @param waits whether a voice has to wait for a key of its account
   * @param keeps whether a voice that may be purged is left where it is
   * @param after where the last batch ended; null for the first one
   */
  due(
    time: Date,
    limit: number,
    waits: (voice: DueVoice) => boolean,
    keeps: (voice: DueVoice) => boolean,
    after: DuePosition | null,
  ): Promise<DueBatch>;
}
