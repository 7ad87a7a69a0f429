import type { Preview, Reason, VoiceRecord, Warning } from '../voice/record.ts';
import type { TransitionName } from '../voice/transitions.ts';
import type { Change, VoiceEvent } from '../voice/voice-event.ts';

/** One claim of one attempt: what every write of the invocation that holds it is conditioned on. */
export interface Claim {
  readonly voiceId: string;
  readonly run: number;
  /** Number of the attempt, from 1. */
  readonly attempt: number;
  readonly claimId: string;
  readonly claimedAt: Date;
}

/** What the request of a claim is sent with; kept on the attempt, because the provider secret may change before the answer. */
export interface ClaimAccount {
  /** The hash that names the provider key. */
  readonly keyId: string;
  /** Host and port. */
  readonly host: string;
  /** Seconds that the provider may work on a request to that host. */
  readonly providerSeconds: number;
}

/** What the provider gave when it made the voice. */
export interface MadeVoice {
  readonly providerVoiceId: string;
  readonly requestId: string | null;
  readonly usageCount: number | null;
  /** All of the record's; absent if they stay as they are. */
  readonly warnings?: readonly Warning[];
  /** Found by its name, not told by the answer. */
  readonly adopted?: true;
  /** The key of the attempt that made it; undefined where the attempt keeps none. */
  readonly keyId?: string | undefined;
}

/**
 * The voices' records. Every method is one conditional write on one item and can be repeated safely; reads are
 * consistent.
 */
export interface VoiceStore {
  read(voiceId: string): Promise<VoiceRecord | null>;

  /** Writes a new record. @throws LostRaceError if there is one of this id */
  put(record: VoiceRecord): Promise<void>;

  /**
   * Makes a provider-side name token this voice's alone.
   *
   * @param expiresAt when the reservation may be deleted; by default the purge of the voice decides
   * @throws LostRaceError if another voice has it
   */
  reserveToken(token: string, voiceId: string, expiresAt?: Date): Promise<void>;

  /** Notes the first attempt under a reserved token. @throws LostRaceError if the record has one, or another run */
  reserveAttempt(voice: { voiceId: string; run: number }, token: string, name: string): Promise<void>;

  /** Notes the attempt after one that is proved absent. @throws LostRaceError if there is one, or another run */
  reserveNextAttempt(voice: { voiceId: string; run: number }, number: number, name: string): Promise<void>;

  /**
   * Notes that what was sent was not answered in a way that tells.
   *
   * @param warnings all of the record's; absent if they stay as they are
   * @throws LostRaceError if not the claim's */
  recordUnknown(
    claim: Claim,
    requestId: string | null,
    now: Date,
    warnings?: readonly Warning[],
  ): Promise<void>;

  /** Notes another clean scan that did not show the attempt's voice. @throws LostRaceError unless `UNKNOWN` */
  recordAbsence(claim: Claim, absences: readonly Date[]): Promise<void>;

  /** Notes that the attempt has made nothing. @throws LostRaceError unless `UNKNOWN`, and without a voice */
  recordAbsent(claim: Claim, now: Date): Promise<void>;

  /** The voice whose record has this voice of the provider; null if none. */
  voiceOfProvider(providerVoiceId: string): Promise<string | null>;

  /**
   * Claims an attempt: from here on only this invocation may send it, and only with this account.
   * @throws LostRaceError unless the attempt is `RESERVED`, the run is the record's and nobody asked for deletion
   */
  claim(claim: Claim, account: ClaimAccount): Promise<void>;

  /** Gives a claimed attempt back: what was sent was certainly not done. @throws LostRaceError if not the claim's */
  release(claim: Claim, now: Date): Promise<void>;

  /** Records the provider's voice id, conditioned on the claim alone. @throws LostRaceError if the attempt is another's */
  recordMade(claim: Claim, made: MadeVoice, now: Date): Promise<void>;

  /**
   * Notes a second voice of an attempt, which is never put over the record's.
   * @throws LostRaceError if it is noted, or the attempt is not there
   */
  noteExtraVoice(voiceId: string, attempt: string, providerVoiceId: string): Promise<void>;

  /** Notes why the voice will not be made; the workflow moves the status. @throws LostRaceError */
  recordNotMade(
    claim: Claim,
    state: 'REFUSED',
    reason: Reason,
    requestId: string | null,
    now: Date,
  ): Promise<void>;

  /** Notes a reason without a claim (nothing was sent). @throws LostRaceError if the run is another */
  noteReason(voice: { voiceId: string; run: number }, reason: Reason, now: Date): Promise<void>;

  /** Finds a record by the provider's id later. */
  pointFromProvider(providerVoiceId: string, voiceId: string): Promise<void>;

  /** Records what became of the preview. @throws LostRaceError if the record names another provider voice or a purge has claimed it */
  recordPreview(
    voiceId: string,
    providerVoiceId: string,
    preview: Preview,
    previewKey: string | null,
  ): Promise<void>;

  /**
   * Makes a transition of the table, with its events pending.
   * @throws LostRaceError if the record is not where the transition starts
   */
  transition(
    record: VoiceRecord,
    name: TransitionName,
    change: Change & { readonly events: readonly VoiceEvent[] },
  ): Promise<void>;

  /**
   * Asks that a voice which is being created be deleted once it is there.
   * @throws LostRaceError if it is no longer being created
   */
  requestDeletion(record: VoiceRecord, deletion: { at: Date; by: string; purgeAt: Date }): Promise<void>;

  /**
   * Lets a deleted voice be purged from now on, by setting its `purgeAt` to its deletion; one that is being created and
   * to be deleted, once it is deleted. A workflow that read the latter before may still write the later time.
   *
   * @throws LostRaceError if the record has moved on since it was read, or its time has come anyway
   */
  bringPurgeForward(record: VoiceRecord, now: Date): Promise<void>;

  /** Forgets a pending event that has been published. */
  clearEvent(voiceId: string, sequence: number): Promise<void>;
}
