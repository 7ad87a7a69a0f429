import { type Status, settledStatuses } from '../contract.ts';
import type { ProviderStatus } from '../dashscope/vocabulary.ts';
import { assertNever } from './assert-never.ts';
import { readProviderName } from './ids.ts';
import type { Attempt, VoiceRecord } from './record.ts';

/** Statuses whose voice is at the provider, as far as the record knows. */
export const aliveStatuses = [
  'DEPLOYING',
  'OK',
  'UNDEPLOYED',
  'TIMED_OUT',
  'DELETED',
] as const satisfies readonly Status[];

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
export type Finding =
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
export function judgeListed(voice: ListedVoice, rules: ReconciliationRules, now: Date): Finding {
  const { record, running } = voice;
  const attempt = record && attemptNamed(record, voice.name);
  if (record && record.providerVoiceId === voice.providerVoiceId) return judgeOwn(voice, record, attempt);
  if (!record || !attempt) return { kind: isMarked(voice.name, rules) ? 'unrecorded' : 'foreign' };
  if (record.providerVoiceId) return { kind: 'orphan', attempt };
  const found = record.attempts[attempt];
  if (!found || running || isClaimAlive(found, rules, now)) return { kind: 'wait' };
  if (awaitsOutcome(record, found)) return { kind: 'adopt', attempt };
  if (found.state === 'ABSENT' || isSettled(record.status)) return { kind: 'orphan', attempt };
  return { kind: 'wait' };
}

function judgeOwn({ status, running }: ListedVoice, record: VoiceRecord, attempt: string | null): Finding {
  switch (record.status) {
    case 'TIMED_OUT':
      if (record.deleteRequested) return { kind: 'delete' };
      if (status === 'OK') return { kind: 'approvedLate' };
      return { kind: status === 'UNDEPLOYED' ? 'rejectedLate' : 'ours' };
    case 'FAILED':
      return { kind: running ? 'wait' : 'announce' };
    case 'PURGED':
      // The provider has said that it is gone. Where no attempt of ours made it, it is not ours to delete once more.
      return attempt ? { kind: 'orphan', attempt } : { kind: 'ours' };
    case 'REQUESTED':
    case 'CREATING':
    case 'DELETED':
    case 'EXPIRED':
      return { kind: 'ours' };
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

/** What was found in a list, a finding for each of its voices. */
export interface Judged {
  readonly voice: ListedVoice;
  readonly finding: Finding;
}

/**
 * What is to be done about each voice of a list. Of several voices that one record could adopt it is the oldest: what
 * came after it, the provider was made to do twice.
 */
export function judgeList({ voices }: ScannedList, rules: ReconciliationRules, now: Date): readonly Judged[] {
  const adopting = new Set<string>();
  const oldestFirst = voices.toReversed().map((voice): Judged => {
    const finding = judgeListed(voice, rules, now);
    if (finding.kind !== 'adopt' || !voice.record) return { voice, finding };
    const { voiceId } = voice.record;
    if (adopting.has(voiceId)) return { voice, finding: { kind: 'wait' } };
    adopting.add(voiceId);
    return { voice, finding };
  });
  return oldestFirst.toReversed();
}

/**
 * Whether a list proves that what it does not show is not there: read clean, and with a positive control, a voice that
 * a record knows to be alive. The list of another account or workspace shows none of ours.
 */
export function provesAbsence({ clean }: ScannedList, judged: readonly Judged[]): boolean {
  return clean && judged.some(({ voice, finding }) => isControl(voice, finding));
}

function isControl({ record }: ListedVoice, { kind }: Finding): boolean {
  const isKnown = kind === 'ours' || kind === 'delete' || kind === 'approvedLate' || kind === 'rejectedLate';
  return isKnown && record !== null && isAlive(record);
}

/** Whether a record's voice could expire: it has one, and nobody is removing it. */
export function couldExpire(record: VoiceRecord): boolean {
  return isAlive(record) && record.providerVoiceId !== undefined && !record.purgeClaim;
}

function isAlive({ status }: VoiceRecord): boolean {
  return aliveStatuses.some((alive) => alive === status);
}

/**
 * What it means that the provider, asked for a record's voice by its id, does not have it either, after a list that
 * {@link provesAbsence}: the first time it is noted, and the voice has expired when a later list says so again.
 */
export function judgeMissing(
  record: VoiceRecord,
  { begunAt }: Pick<ScannedList, 'begunAt'>,
  { missingSeconds }: ReconciliationRules,
): 'leave' | 'note' | 'expire' {
  if (!couldExpire(record)) return 'leave';
  if (!record.missingSince) return 'note';
  return begunAt >= after(new Date(record.missingSince), missingSeconds) ? 'expire' : 'leave';
}

/** Whether a record's voice must be in a list that was read now: it is not so new that the provider may not show it yet. */
export function isLongKnown(
  { updatedAt }: VoiceRecord,
  { begunAt }: Pick<ScannedList, 'begunAt'>,
  { missingSeconds }: ReconciliationRules,
): boolean {
  return begunAt >= after(new Date(updatedAt), missingSeconds);
}

/** Whether an orphan has been seen for long enough to be deleted. */
export function isOrphanDue(firstSeenAt: Date, { orphanSeconds }: ReconciliationRules, now: Date): boolean {
  return now >= after(firstSeenAt, orphanSeconds);
}

/** How many voices of a list one run may delete: a mistake must not take all. */
export function deletionsAllowed(judged: readonly Judged[]): number {
  const ours = judged.filter(({ voice }) => voice.record !== null).length;
  return Math.max(5, Math.floor(ours * 0.02));
}

function after(time: Date, seconds: number): Date {
  return new Date(time.getTime() + seconds * 1_000);
}
