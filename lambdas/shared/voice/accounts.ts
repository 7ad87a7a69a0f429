import type { Attempt, VoiceRecord } from './record.ts';

/** A key of the provider secret, as a scope knows it. */
export interface KnownKey {
  /** The key that stands for its account: itself, until the account proves to be that of another key. */
  readonly account: string;
  readonly firstUsedAt: Date;
  /** When an operator accepted another account in the place of this one; null if never, or no longer. */
  readonly leftAt: Date | null;
  /** When an operator gave up the voices of this account; null if never, or no longer. */
  readonly forgottenAt: Date | null;
}

/**
 * The provider accounts of a scope, as its keys show them. The provider names no account, so each is named after one of
 * its keys. Keys are ids: hashes that give nothing away.
 */
export interface ScopeAccounts {
  /** The first key: records without a key belong to its account. */
  readonly first: string;
  /** The account that the deployment is meant to use. */
  readonly current: string;
  readonly keys: Readonly<Record<string, KnownKey>>;
  /** The key that the last scan used; null before the first. */
  readonly inForce: { readonly keyId: string; readonly at: Date } | null;
  /** Since when the key in force has been another account's than the current one's; null if it is not. */
  readonly waitingSince: Date | null;
}

/** A key that calls are made with, and what is known of its account. */
export interface KeyInForce {
  readonly keyId: string;
  /** Null before the first key was recorded. */
  readonly accounts: ScopeAccounts | null;
}

/** How long a key may wait, or a doubt stand, before an operator has to act. */
export const waitingSecondsAllowed = 1_800;

/**
 * The account of a key. A key that is not recorded is an account of its own; without a key it is the first account.
 *
 * @returns null without a key where no account is known
 */
export function accountOf(accounts: ScopeAccounts | null, keyId: string | null | undefined): string | null {
  let account = keyId ?? accounts?.first ?? null;
  for (const _ of Object.keys(accounts?.keys ?? {})) {
    const next = account === null ? undefined : accounts?.keys[account]?.account;
    if (next === undefined || next === account) break;
    account = next;
  }
  return account;
}

/** Whether calls with the key in force reach the account of another key. */
export function isOfKeyInForce({ keyId, accounts }: KeyInForce, other: string | null | undefined): boolean {
  return accountOf(accounts, keyId) === accountOf(accounts, other);
}

/** The keys that a voice, or an attempt to make one, is known by; null where a record does not tell. */
export interface VoiceKeys {
  /** The last key that reached it: that made, imported or listed it, or that the attempt was sent with. */
  readonly keyId: string | null;
  /** The key of the attempt that made it, or may have; null for an imported voice. */
  readonly madeWith: string | null;
}

/** The keys of a record's voice. */
export function keysOfVoice(record: VoiceRecord): VoiceKeys {
  const made = Object.values(record.attempts).find(({ state }) => state === 'MADE');
  const madeWith = keyOfAttempt(made);
  return { keyId: record.keyId ?? madeWith, madeWith };
}

/** The last key that reached the voice of a record; null for a record that does not tell. */
export function keyOfVoice(record: VoiceRecord): string | null {
  return keysOfVoice(record).keyId;
}

/** The key under which an attempt was sent; null for an attempt that does not tell. */
export function keyOfAttempt(attempt: Pick<Attempt, 'keyId'> | undefined): string | null {
  return attempt?.keyId ?? null;
}

/** Whether the key in force belongs to another account than the deployment is meant to use. */
export function isWaiting({ keyId, accounts }: KeyInForce): boolean {
  return accounts !== null && accountOf(accounts, keyId) !== accountOf(accounts, accounts.current);
}

/** Whether the key in force has waited for so long that an operator has to decide. */
export function hasWaitedLong(accounts: ScopeAccounts | null, now: Date): boolean {
  const since = accounts?.waitingSince ?? null;
  return since !== null && isOverdue(since, now);
}

/** Whether what has stood since a time has stood for so long that an operator has to act. */
export function isOverdue(since: Date, now: Date): boolean {
  return now.getTime() - since.getTime() >= waitingSecondsAllowed * 1_000;
}

/** The accounts of a scope whose first key this is. */
export function founded(keyId: string, now: Date): ScopeAccounts {
  const none: ScopeAccounts = { first: keyId, current: keyId, keys: {}, inForce: null, waitingSince: null };
  return withKey(none, keyId, now);
}

/** The accounts with a key, which is an account of its own if it is new. */
export function withKey(accounts: ScopeAccounts, keyId: string, now: Date): ScopeAccounts {
  if (accounts.keys[keyId]) return accounts;
  const key: KnownKey = { account: keyId, firstUsedAt: now, leftAt: null, forgottenAt: null };
  return { ...accounts, keys: { ...accounts.keys, [keyId]: key } };
}

/** The accounts after a join. */
export function withJoin(accounts: ScopeAccounts, { account, into }: Join): ScopeAccounts {
  const key = accounts.keys[account];
  if (!key) return accounts;
  return { ...accounts, keys: { ...accounts.keys, [account]: { ...key, account: into } } };
}

/** Two accounts that are one: the keys of `account` join `into`. */
export interface Join {
  readonly account: string;
  readonly into: string;
}

/**
 * The next account that a scan proves to be the account of the scanning key: the scan shows a voice that was recorded
 * under one of that account's keys. The current account is never the one that joins; otherwise the younger one joins.
 *
 * @param shown keys of the recorded voices that the scan shows
 */
export function joinProvedBy({ keyId, accounts }: KeyInForce, shown: Iterable<string>): Join | null {
  if (accounts === null) return null;
  const own = accountOf(accounts, keyId);
  for (const each of shown) {
    const other = accountOf(accounts, each);
    // A key that was never recorded has nothing that could be joined.
    if (own === null || other === null || other === own || !accounts.keys[other]) continue;
    return isSenior(accounts, own, other) ? { account: other, into: own } : { account: own, into: other };
  }
  return null;
}

function isSenior(accounts: ScopeAccounts, one: string, other: string): boolean {
  const current = accountOf(accounts, accounts.current);
  if (one === current || other === current) return one === current;
  const age = (account: string) => accounts.keys[account]?.firstUsedAt.getTime() ?? Number.POSITIVE_INFINITY;
  return age(one) < age(other) || (age(one) === age(other) && one < other);
}

/** A full scan of a list, as far as it can prove that a voice is not there. */
export interface ScanProof extends KeyInForce {
  /** Read from the first page to the empty one, every entry readable, with nothing deleted through us meanwhile. */
  readonly clean: boolean;
  /** Keys of the recorded, living voices that it shows. */
  readonly controls: readonly VoiceKeys[];
}

/**
 * Whether a scan that does not show a voice proves that the voice is not in its account. The scan has to be clean, under
 * a key of that account, and it has to show another voice of it. A key of one workspace sees only some of the account's
 * voices: so the scanning key has to be the one that reached the missing voice before, or the other voice has to have
 * been made with the missing one's own key.
 */
export function provesAbsence(scan: ScanProof, missing: VoiceKeys): boolean {
  const { keyId, madeWith } = missing;
  if (!scan.clean || !isOfKeyInForce(scan, keyId)) return false;
  const controls = scan.controls.filter((control) => isOfKeyInForce(scan, control.keyId));
  if (scan.keyId === keyId) return controls.length > 0;
  return madeWith !== null && controls.some((control) => control.madeWith === madeWith);
}

/** Whether so much of a list is missing that the list is to be doubted rather than believed. */
export function isTooMuchMissing(count: {
  /** Living records whose voices the list should show. */
  readonly live: number;
  /** Those of them that it does not show. */
  readonly missing: number;
  /** Whether the list shows no voice at all. */
  readonly isEmpty: boolean;
}): boolean {
  const { live, missing, isEmpty } = count;
  return missing > 0 && (isEmpty || missing > Math.max(3, live / 10));
}
