import { type Status, settledStatuses } from '../contract.ts';
import type { ProviderStatus } from '../dashscope/vocabulary.ts';
import { assertNever } from '../platform/assert-never.ts';
import { keyOfAttempt, keyOfVoice, keysOfVoice, type VoiceKeys } from './accounts.ts';
import { isAlive } from './alive.ts';
import { readProviderName } from './ids.ts';
import type { Attempt, VoiceRecord } from './record.ts';

/** A voice in the provider's list, with its record. */
export interface ListedVoice {
  readonly providerVoiceId: string;
  readonly status: ProviderStatus | null;
  /** The name in its create request. Null if its id does not contain it. */
  readonly name: string | null;
  /** The record with its id, or with an attempt of its name. Null if there is none. */
  readonly record: VoiceRecord | null;
  /** True if the execution that owns the record is running. */
  readonly running: boolean;
}

export interface ReconciliationRules {
  /** The first two characters of this deployment's provider-side names. */
  readonly nameSpace: string;
  /** Seconds after its claim for which an attempt may still be sent or answered. */
  readonly claimSeconds: number;
  /** Seconds after which a missing voice counts as deleted. */
  readonly missingSeconds: number;
  /** Minimum seconds between the first scan that lists an orphan and its deletion. */
  readonly orphanSeconds: number;
}

/** The verdict on a listed voice. */
export type ReconciliationVerdict =
  /** The voice of its record. Nothing needs to be done. */
  | { readonly kind: 'ours' }
  /** The voice of its record, whose review has ended after its deadline. */
  | { readonly kind: 'approvedLate' | 'rejectedLate' }
  /** The voice of its record, whose deletion was requested before the voice was known to exist. */
  | { readonly kind: 'delete' }
  /** This attempt of the record made the voice, but the record does not have its id yet. */
  | { readonly kind: 'adopt'; readonly attempt: string }
  /** The voice of a record that failed before its id was recorded. */
  | { readonly kind: 'announce' }
  /** The voice of a record that had expired. */
  | { readonly kind: 'reappeared' }
  /** The voice of a record that expired and was purged without a call to the provider. */
  | { readonly kind: 'outlived' }
  /** An attempt made the voice, and its record has another voice or must have none. */
  | { readonly kind: 'orphan'; readonly attempt: string }
  /** The voice of an attempt that is still in progress. */
  | { readonly kind: 'wait' }
  /** The name has this deployment's prefix, but no record has the voice. */
  | { readonly kind: 'unrecorded' }
  | { readonly kind: 'foreign' };

/**
 * Classifies a voice in the provider's list. Only a voice whose name matches an attempt of a record can be adopted or be an
 * orphan. The recorded voice of a record is never an orphan, nor is any voice of a record whose outcome is open.
 */
export function classifyListed(
  voice: ListedVoice,
  rules: ReconciliationRules,
  now: Date,
): ReconciliationVerdict {
  const { record, running } = voice;
  const attempt = record && attemptNamed(record, voice.name);
  if (record && record.providerVoiceId === voice.providerVoiceId) return classifyOwn(voice, record, attempt);
  if (!record || !attempt) return { kind: isMarked(voice.name, rules) ? 'unrecorded' : 'foreign' };
  if (record.providerVoiceId) return { kind: 'orphan', attempt };
  const found = record.attempts[attempt];
  if (!found || running || isClaimAlive(found, rules, now)) return { kind: 'wait' };
  if (awaitsOutcome(record, found)) return { kind: 'adopt', attempt };
  if (found.state === 'ABSENT' || isSettled(record.status)) return { kind: 'orphan', attempt };
  return { kind: 'wait' };
}

function classifyOwn(
  { status, running }: ListedVoice,
  record: VoiceRecord,
  attempt: string | null,
): ReconciliationVerdict {
  switch (record.status) {
    case 'TIMED_OUT':
      if (record.deleteRequested) return { kind: 'delete' };
      if (status === 'OK') return { kind: 'approvedLate' };
      return { kind: status === 'UNDEPLOYED' ? 'rejectedLate' : 'ours' };
    case 'FAILED':
      return { kind: running ? 'wait' : 'announce' };
    case 'PURGED':
      // Its purge deleted nothing.
      if (record.statusBeforeExpiry) return { kind: 'outlived' };
      // The provider reported it as deleted. It is deleted again only if an attempt of this deployment made it.
      return attempt ? { kind: 'orphan', attempt } : { kind: 'ours' };
    case 'REQUESTED':
    case 'CREATING':
    case 'DELETED':
      return { kind: 'ours' };
    case 'EXPIRED':
      return { kind: record.statusBeforeExpiry && !record.purgeClaim ? 'reappeared' : 'ours' };
    case 'DEPLOYING':
    case 'OK':
    case 'UNDEPLOYED':
      return { kind: record.deleteRequested ? 'delete' : 'ours' };
    default:
      return assertNever(record);
  }
}

/** True if the attempt was sent and its outcome is open. Its voice belongs to the record. */
function awaitsOutcome(record: VoiceRecord, { state, claimId }: Attempt): boolean {
  if (!claimId) return false;
  if (record.status === 'FAILED' && record.reason.code === 'create_outcome_unknown') return true;
  const isOpen = state === 'IN_FLIGHT' || state === 'UNKNOWN';
  return isOpen && (record.status === 'CREATING' || record.status === 'FAILED');
}

/** True if the claimant may still be sending. It no longer is once it has recorded an outcome. */
function isClaimAlive(
  { state, claimedAt }: Attempt,
  { claimSeconds }: ReconciliationRules,
  now: Date,
): boolean {
  return state === 'IN_FLIGHT' && (!claimedAt || now < after(new Date(claimedAt), claimSeconds));
}

function attemptNamed(record: VoiceRecord, name: string | null): string | null {
  if (name === null) return null;
  return Object.entries(record.attempts).find(([, attempt]) => attempt.name === name)?.[0] ?? null;
}

function isMarked(name: string | null, { nameSpace }: ReconciliationRules): boolean {
  return name !== null && readProviderName(nameSpace, name) !== null;
}

function isSettled(status: Status): boolean {
  return settledStatuses.some((settled) => settled === status);
}

/** The result of reading one of the provider's lists. */
export interface ScannedList {
  readonly begunAt: Date;
  /** True if the whole list was read, every entry was readable, and this deployment deleted nothing meanwhile. */
  readonly clean: boolean;
  /** Newest first. */
  readonly voices: readonly ListedVoice[];
}

/** A listed voice with its verdict. */
export interface ClassifiedVoice {
  readonly voice: ListedVoice;
  readonly verdict: ReconciliationVerdict;
}

/**
 * Classifies each voice of a list. If one record could adopt several voices, it adopts the oldest one. The later ones are
 * duplicates.
 */
export function classifyList(
  { voices }: ScannedList,
  rules: ReconciliationRules,
  now: Date,
): readonly ClassifiedVoice[] {
  const adopting = new Set<string>();
  const oldestFirst = voices.toReversed().map((voice): ClassifiedVoice => {
    const verdict = classifyListed(voice, rules, now);
    if (verdict.kind !== 'adopt' || !voice.record) return { voice, verdict };
    const { voiceId } = voice.record;
    if (adopting.has(voiceId)) return { voice, verdict: { kind: 'wait' } };
    adopting.add(voiceId);
    return { voice, verdict };
  });
  return oldestFirst.toReversed();
}

/** Returns the keys of the living voices in a list, which are its positive controls. */
export function controlsIn(classified: readonly ClassifiedVoice[]): readonly VoiceKeys[] {
  return classified.flatMap(({ voice: { record }, verdict }) =>
    record && isAlive(record) && controls.some((kind) => kind === verdict.kind) ? [keysOfVoice(record)] : [],
  );
}

const controls = [
  'ours',
  'delete',
  'approvedLate',
  'rejectedLate',
] as const satisfies ReconciliationVerdict['kind'][];

/**
 * Returns the keys of the same account as the scanning key. The list contains voices that were made or imported with them.
 * Voices without a key are left out.
 */
export function keysShown({ voices }: Pick<ScannedList, 'voices'>): ReadonlySet<string> {
  return new Set(
    voices.flatMap(({ record, name, providerVoiceId }) => {
      if (!record) return [];
      const attempt = attemptNamed(record, name);
      const sentWith = attempt === null ? null : keyOfAttempt(record.attempts[attempt]);
      const keyId = record.providerVoiceId === providerVoiceId ? keyOfVoice(record) : sentWith;
      return keyId === null ? [] : [keyId];
    }),
  );
}

/** Returns the records of listed voices that another key reached last. */
export function newlyReached({ voices }: Pick<ScannedList, 'voices'>, keyId: string): readonly VoiceRecord[] {
  return voices.flatMap(({ record, providerVoiceId }) =>
    record?.providerVoiceId === providerVoiceId && keyOfVoice(record) !== keyId ? [record] : [],
  );
}

/** Returns the list with its scanning key as the last key of its records. */
export function reachedWith(
  { voices }: Pick<ScannedList, 'voices'>,
  keyId: string,
): Pick<ScannedList, 'voices'> {
  const reached = new Set(newlyReached({ voices }, keyId));
  return {
    voices: voices.map((voice) =>
      voice.record && reached.has(voice.record) ? { ...voice, record: { ...voice.record, keyId } } : voice,
    ),
  };
}

/** True if an orphan has been listed for long enough to be deleted. */
export function isOrphanDue(firstSeenAt: Date, { orphanSeconds }: ReconciliationRules, now: Date): boolean {
  return now >= after(firstSeenAt, orphanSeconds);
}

/** Returns how many voices of a list one run may delete. It limits the damage of a mistake. */
export function deletionsAllowed(classified: readonly ClassifiedVoice[]): number {
  const recorded = classified.filter(({ voice }) => voice.record !== null).length;
  return Math.max(5, Math.floor(recorded * 0.02));
}

export function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1_000);
}
