import type { Attempt } from './record.ts';

/** A key of the provider secret that was used in a scope. */
export interface KnownKey {
  /** The key that names its account. It is the key itself until its account proves to be that of another key. */
  readonly account: string;
  readonly firstUsedAt: Date;
  /** When an operator replaced this account by another one. Null if that never happened or was undone. */
  readonly leftAt: Date | null;
  /** When an operator gave up the voices of this account. Null if that never happened or was undone. */
  readonly forgottenAt: Date | null;
}

/**
 * The provider accounts of a scope, derived from its keys. The provider does not name accounts, so each is named after one
 * of its keys. Keys appear as ids, which are hashes.
 */
export interface ScopeAccounts {
  /** The first key. Records without a key belong to its account. */
  readonly first: string;
  /** The account that the deployment should use. */
  readonly current: string;
  readonly keys: Readonly<Record<string, KnownKey>>;
  /** The key of the last scan. Null before the first scan. */
  readonly inForce: { readonly keyId: string; readonly at: Date } | null;
  /** Since when the key in force has belonged to another account than the current one. Null if it does not. */
  readonly waitingSince: Date | null;
}

/** The key that calls are made with, and the known accounts of its scope. */
export interface KeyInForce {
  readonly keyId: string;
  /** Null before the first key was recorded. */
  readonly accounts: ScopeAccounts | null;
}

/** Seconds that a key may wait, or a list be doubted, before an operator has to act. */
export const waitingSecondsAllowed = 1_800;

/**
 * Returns the account of a key. A key that is not recorded is a separate account. Without a key, it is the first account.
 *
 * @returns null if there is neither a key nor a known account
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

/** True if the key in force and the other key belong to the same account. */
export function isOfKeyInForce({ keyId, accounts }: KeyInForce, other: string | null | undefined): boolean {
  return accountOf(accounts, keyId) === accountOf(accounts, other);
}

/** The keys of a voice, or of an attempt to create one. Null where the record has none. */
export interface VoiceKeys {
  /** The last key that created, imported or listed the voice, or that the attempt was sent with. */
  readonly keyId: string | null;
  /** The key of the attempt that made the voice, or may have made it. Null for an imported voice. */
  readonly madeWith: string | null;
}

/** The parts of a record, as it is read or listed, that hold the keys of its voice. */
interface KeyedRecord {
  readonly keyId?: string | null | undefined;
  readonly attempts: Readonly<
    Record<string, { readonly state: string; readonly keyId?: string | null | undefined }>
  >;
}

/** Returns the keys of a record's voice. */
export function keysOfVoice(record: KeyedRecord): VoiceKeys {
  const made = Object.values(record.attempts).find(({ state }) => state === 'MADE');
  const madeWith = made?.keyId ?? null;
  return { keyId: record.keyId ?? madeWith, madeWith };
}

/** Returns the last key that reached the voice of a record, or null if the record has none. */
export function keyOfVoice(record: KeyedRecord): string | null {
  return keysOfVoice(record).keyId;
}

/** Returns the key with which an attempt was sent, or null if the attempt has none. */
export function keyOfAttempt(attempt: Pick<Attempt, 'keyId'> | undefined): string | null {
  return attempt?.keyId ?? null;
}

/** True if the key in force belongs to another account than the current one. */
export function isWaiting({ keyId, accounts }: KeyInForce): boolean {
  return accounts !== null && accountOf(accounts, keyId) !== accountOf(accounts, accounts.current);
}

/** True if the key in force has waited for so long that an operator has to decide. */
export function hasWaitedLong(accounts: ScopeAccounts | null, now: Date): boolean {
  const since = accounts?.waitingSince ?? null;
  return since !== null && isOverdue(since, now);
}

/** True if a condition that began at a time lasts so long that an operator has to act. */
export function isOverdue(since: Date, now: Date): boolean {
  return now.getTime() - since.getTime() >= waitingSecondsAllowed * 1_000;
}

/** Returns the accounts of a scope with its first key. */
export function founded(keyId: string, now: Date): ScopeAccounts {
  const none: ScopeAccounts = { first: keyId, current: keyId, keys: {}, inForce: null, waitingSince: null };
  return withKey(none, keyId, now);
}

/** Returns the accounts with a key. A new key is a separate account. */
export function withKey(accounts: ScopeAccounts, keyId: string, now: Date): ScopeAccounts {
  if (accounts.keys[keyId]) return accounts;
  const key: KnownKey = { account: keyId, firstUsedAt: now, leftAt: null, forgottenAt: null };
  return { ...accounts, keys: { ...accounts.keys, [keyId]: key } };
}

/** Returns the accounts after a join. */
export function withJoin(accounts: ScopeAccounts, { account, into }: Join): ScopeAccounts {
  const key = accounts.keys[account];
  if (!key) return accounts;
  return { ...accounts, keys: { ...accounts.keys, [account]: { ...key, account: into } } };
}

/** Two accounts that proved to be the same. The keys of `account` join `into`. */
export interface Join {
  readonly account: string;
  readonly into: string;
}

/**
 * Returns the next join that a scan proves. The scan lists a voice that was recorded under a key of another account, so both
 * accounts are the same. The current account never joins another one. Otherwise the younger account joins the older.
 *
 * @param shown keys of the recorded voices that the scan lists
 */
export function joinProvedBy({ keyId, accounts }: KeyInForce, shown: Iterable<string>): Join | null {
  if (accounts === null) return null;
  const own = accountOf(accounts, keyId);
  for (const each of shown) {
    const other = accountOf(accounts, each);
    // A key that was never recorded has no account to join.
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

/** The parts of a scan that can prove the absence of a voice. */
export interface ScanProof extends KeyInForce {
  /** True if the whole list was read, every entry was readable, and this deployment deleted nothing meanwhile. */
  readonly clean: boolean;
  /** Keys of the recorded, living voices in the list. */
  readonly controls: readonly VoiceKeys[];
}

/**
 * True if a scan that does not list a voice proves that the voice is not in its account. The scan must be clean, its key
 * must belong to that account, and the list must show another voice of the account as a positive control. A key of one
 * workspace sees only some of the account's voices. The scanning key must therefore be the one that reached the missing
 * voice before, or the control must have been made with the key that made the missing voice.
 */
export function provesAbsence(scan: ScanProof, missing: VoiceKeys): boolean {
  const { keyId, madeWith } = missing;
  if (!scan.clean || !isOfKeyInForce(scan, keyId)) return false;
  const controls = scan.controls.filter((control) => isOfKeyInForce(scan, control.keyId));
  if (scan.keyId === keyId) return controls.length > 0;
  return madeWith !== null && controls.some((control) => control.madeWith === madeWith);
}

/** True if too many voices are missing from a list for the list to be trusted. */
export function isTooMuchMissing(count: {
  /** Number of living records whose voices the list should contain. */
  readonly live: number;
  /** Number of those that it does not contain. */
  readonly missing: number;
  /** True if the list contains no voice at all. */
  readonly isEmpty: boolean;
}): boolean {
  const { live, missing, isEmpty } = count;
  return missing > 0 && (isEmpty || missing > Math.max(3, live / 10));
}
