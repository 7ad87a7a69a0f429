import { type Status, settledStatuses } from '../contract.ts';
import type { ProviderStatus } from '../dashscope/vocabulary.ts';
import { assertNever } from '../platform/assert-never.ts';
import { keyOfAttempt, keyOfVoice, keysOfVoice, type VoiceKeys } from './accounts.ts';
import { isAlive } from './alive.ts';
import { readProviderName } from './ids.ts';
import type { Attempt, VoiceRecord } from './record.ts';

/** A voice in the provider's list, and what is known here of it. */
export interface ListedVoice {
  readonly providerVoiceId: string;
  readonly status: ProviderStatus | null;
  /** What it was called when it was created; null where its id does not tell. */
  readonly name: string | null;
  /** The record that names it, or whose attempt has its name; null if there is none. */
  readonly record: VoiceRecord | null;
  /** Whether the execution that owns the record is at work. */
  readonly running: boolean;
}

export interface ReconciliationRules {
  /** The two characters in front of this deployment's provider-side names. */
  readonly nameSpace: string;
  /** After its claim an attempt may still be sent, or be answered. */
  readonly claimSeconds: number;
  /** A voice that is missing is believed to be gone after this long. */
  readonly missingSeconds: number;
  /** The least time between the first sighting of an orphan and its deletion. */
  readonly orphanSeconds: number;
}

/** What a listed voice is to us. */
export type ReconciliationVerdict =
  /** The voice of its record, which is as it should be. */
  | { readonly kind: 'ours' }
  /** The voice of its record, whose review has ended after its deadline. */
  | { readonly kind: 'approvedLate' | 'rejectedLate' }
  /** The voice of its record, whose deletion was asked for before anybody knew that it was made. */
  | { readonly kind: 'delete' }
  /** Made by this attempt of the record, which does not know it yet. */
  | { readonly kind: 'adopt'; readonly attempt: string }
  /** The voice of a record that was given up before its id came. */
  | { readonly kind: 'announce' }
  /** The voice of a record that had expired. */
  | { readonly kind: 'reappeared' }
  /** The voice of a record that expired and was purged without a call to the provider. */
  | { readonly kind: 'outlived' }
  /** Made by an attempt of a record that has another voice, or is to have none. */
  | { readonly kind: 'orphan'; readonly attempt: string }
  /** An attempt's that somebody is still at work on. */
  | { readonly kind: 'wait' }
  /** It has this deployment's mark, but no record knows it. */
  | { readonly kind: 'unrecorded' }
  | { readonly kind: 'foreign' };

/**
 * What a voice in the provider's list is to us. Only what an attempt of a record proves to be ours is ever adopted or
 * an orphan, and neither the recorded voice of a record nor any of one that awaits its outcome is ever an orphan.
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
      // The provider has said that it is gone. Where no attempt of ours made it, it is not ours to delete once more.
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

/** Sent, and without an answer that tells: its voice is the record's. */
function awaitsOutcome(record: VoiceRecord, { state, claimId }: Attempt): boolean {
  if (!claimId) return false;
  if (record.status === 'FAILED' && record.reason.code === 'create_outcome_unknown') return true;
  const isOpen = state === 'IN_FLIGHT' || state === 'UNKNOWN';
  return isOpen && (record.status === 'CREATING' || record.status === 'FAILED');
}

/** Its holder may still be sending; once it has said anything itself, it is not. */
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

/** What was read of one of the provider's lists. */
export interface ScannedList {
  readonly begunAt: Date;
  /** Read from the first page to the empty one, every entry readable, with nothing deleted through us meanwhile. */
  readonly clean: boolean;
  /** The newest first. */
  readonly voices: readonly ListedVoice[];
}

/** What was found in a list, a verdict for each of its voices. */
export interface ClassifiedVoice {
  readonly voice: ListedVoice;
  readonly verdict: ReconciliationVerdict;
}

/**
 * What is to be done about each voice of a list. Of several voices that one record could adopt it is the oldest: what
 * came after it, the provider was made to do twice.
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

/** Keys of the living voices that a list shows: its positive controls. */
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
 * Keys that the scanning key shares an account with: the list shows voices that were made or imported with them. What is
 * without a key tells nothing.
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

/** Records whose voices a list shows and that another key reached last. */
export function newlyReached({ voices }: Pick<ScannedList, 'voices'>, keyId: string): readonly VoiceRecord[] {
  return voices.flatMap(({ record, providerVoiceId }) =>
    record?.providerVoiceId === providerVoiceId && keyOfVoice(record) !== keyId ? [record] : [],
  );
}

/** The list with the key that it was read with as the last one that reached its voices. */
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

/** Whether an orphan has been seen for long enough to be deleted. */
export function isOrphanDue(firstSeenAt: Date, { orphanSeconds }: ReconciliationRules, now: Date): boolean {
  return now >= after(firstSeenAt, orphanSeconds);
}

/** How many voices of a list one run may delete: a mistake must not take all. */
export function deletionsAllowed(classified: readonly ClassifiedVoice[]): number {
  const ours = classified.filter(({ voice }) => voice.record !== null).length;
  return Math.max(5, Math.floor(ours * 0.02));
}

export function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1_000);
}
