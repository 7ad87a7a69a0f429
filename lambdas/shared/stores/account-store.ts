import type { Scope } from '../dashscope/vocabulary.ts';
import type { Join, ScopeAccounts } from '../voice/accounts.ts';

/** The keys and accounts of a scope: the items `ACCOUNT#<scope>`. Reads are consistent; every write can be repeated. */
export interface AccountStore {
  /** Null before the first key was recorded. */
  read(scope: Scope): Promise<ScopeAccounts | null>;

  /**
   * Records the first use of a key. The first key of a scope founds its first account, which is the current one; every
   * other key begins as an account of its own.
   *
   * @returns the accounts with the key
   */
  recordUse(scope: Scope, keyId: string, now: Date): Promise<ScopeAccounts>;

  /** The same for a caller that needs no more than that; asks the table once for each key. */
  ensureRecorded(scope: Scope, keyId: string, now: Date): Promise<void>;

  /** Makes two accounts one. @throws LostRaceError if either has joined another, or the first is the current one */
  join(scope: Scope, join: Join): Promise<void>;

  /**
   * Makes an account the current one.
   * @throws LostRaceError if another account is current than `instead`
   */
  makeCurrent(scope: Scope, account: string, instead: string): Promise<void>;

  /**
   * Records the key that a scan used, and whether it waits. An account whose key is in force is neither left nor
   * forgotten any more.
   *
   * @returns the accounts as they are then
   */
  recordInForce(scope: Scope, keyId: string, now: Date): Promise<ScopeAccounts>;
}
