import type { Status } from '../contract.ts';
import type { Scope } from '../dashscope/index.ts';

/** As much of a voice that is due as its turn depends on; from an index, so it may be a moment old. */
export interface DueVoice {
  readonly voiceId: string;
  readonly scope: Scope;
  readonly status: Status;
  readonly providerVoiceId: string | null;
  /** The key that it was made or imported with; null where that is not recorded. */
  readonly keyId: string | null;
}

export interface DueVoices {
  /**
   * Voices whose time to be purged has come and that no purge is at work on. Those that no purge has tried yet come
   * first, by the time they fell due; one whose purge did not succeed waits for its turn behind the others, and behind
   * those one that has to wait.
   *
   * @param waits whether a voice has to wait for a key of its account
   */
  due(now: Date, limit: number, waits: (voice: DueVoice) => boolean): Promise<readonly string[]>;
}
