import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { Scope } from '../dashscope/vocabulary.ts';
import { accountOf, isWaiting, type Join, type ScopeAccounts } from '../voice/accounts.ts';
import { timestamp } from '../voice/record.ts';
import { putItem, readItem, UnreadableRecordError, type Update, updateItem } from './items.ts';
import { again, retryLostRace } from './retry-lost-race.ts';

/** Provider keys and accounts of a scope: the items `ACCOUNT#<scope>`. Reads are consistent; each write can be repeated. */
export interface AccountStore {
  /** Returns null before the first key is recorded. */
  read(scope: Scope): Promise<ScopeAccounts | null>;

  /**
   * Records the first use of a key. The first key of a scope creates the scope's current account. Every other key starts as
   * a separate account.
   *
   * @returns the accounts, including the key
   */
  recordUse(scope: Scope, keyId: string, now: Date): Promise<ScopeAccounts>;

  /** Records the first use of a key without returning the accounts. Reads the table once a key and process. */
  ensureRecorded(scope: Scope, keyId: string, now: Date): Promise<void>;

  /** Merges two accounts. @throws LostRaceError if either was merged before, or the first is the current account */
  join(scope: Scope, join: Join): Promise<void>;

  /**
   * Makes an account current in place of another.
   * @throws LostRaceError if `instead` is not the current account
   */
  makeCurrent(scope: Scope, account: string, instead: string): Promise<void>;

  /**
   * Records the key that a scan used and whether its account waits for confirmation. Clears the times at which the account
   * was left and forgotten.
   *
   * @returns the updated accounts
   */
  recordInForce(scope: Scope, keyId: string, now: Date): Promise<ScopeAccounts>;
}

const time = timestamp.transform((text) => new Date(text));
const item = z.object({
  first: z.string(),
  current: z.string(),
  keys: z.record(
    z.string(),
    z.object({
      account: z.string(),
      firstUsedAt: time,
      leftAt: time.nullable().default(null),
      forgottenAt: time.nullable().default(null),
    }),
  ),
  inForce: z.object({ keyId: z.string(), at: time }).nullable().default(null),
  waitingSince: time.nullable().default(null),
});

/** Account items in the DynamoDB table. */
export class DynamoAccountStore implements AccountStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;
  readonly #recorded = new Set<string>();

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async read(scope: Scope): Promise<ScopeAccounts | null> {
    const stored = await readItem(this.#dynamo, this.#table, itemKey(scope));
    if (!stored) return null;
    const parsed = item.safeParse(stored);
    if (!parsed.success) throw new UnreadableRecordError(`${itemKey(scope)} does not parse`);
    return parsed.data;
  }

  async recordUse(scope: Scope, keyId: string, now: Date): Promise<ScopeAccounts> {
    return retryLostRace(itemKey(scope), async () => {
      const accounts = await this.read(scope);
      if (accounts?.keys[keyId]) return accounts;
      if (accounts) await this.#addKey(scope, keyId, now);
      else await this.#create(scope, keyId, now);
      return again;
    });
  }

  async ensureRecorded(scope: Scope, keyId: string, now: Date): Promise<void> {
    const key = `${scope} ${keyId}`;
    if (this.#recorded.has(key)) return;
    await this.recordUse(scope, keyId, now);
    this.#recorded.add(key);
  }

  async join(scope: Scope, { account, into }: Join): Promise<void> {
    await this.#update(scope, {
      update: 'SET #keys.#account.#of = :into',
      condition:
        '#keys.#into.#of = :into AND (#keys.#account.#of = :account OR #keys.#account.#of = :into) ' +
        'AND #current <> :account',
      names: { ...names, '#account': account, '#into': into },
      values: { ':account': account, ':into': into },
    });
  }

  async makeCurrent(scope: Scope, account: string, instead: string): Promise<void> {
    await this.#update(scope, {
      update:
        'SET #current = :account REMOVE waitingSince, #keys.#account.leftAt, #keys.#account.forgottenAt',
      condition: '(#current = :instead OR #current = :account) AND #keys.#account.#of = :account',
      names: { ...names, '#account': account },
      values: { ':account': account, ':instead': instead },
    });
  }

  async recordInForce(scope: Scope, keyId: string, now: Date): Promise<ScopeAccounts> {
    return retryLostRace(itemKey(scope), async () => {
      const accounts = await this.recordUse(scope, keyId, now);
      const account = accountOf(accounts, keyId) ?? keyId;
      const waits = isWaiting({ keyId, accounts });
      await this.#update(scope, {
        update:
          `SET inForce = :inForce${waits ? ', waitingSince = if_not_exists(waitingSince, :now)' : ''} ` +
          `REMOVE ${waits ? '' : 'waitingSince, '}#keys.#account.leftAt, #keys.#account.forgottenAt`,
        condition: '#current = :current AND #keys.#account.#of = :account',
        names: { ...names, '#account': account },
        values: {
          ':inForce': { keyId, at: now.toISOString() },
          ':current': accounts.current,
          ':account': account,
          ...(waits && { ':now': now.toISOString() }),
        },
      });
      return (await this.read(scope)) ?? accounts;
    });
  }

  async #create(scope: Scope, keyId: string, now: Date): Promise<void> {
    const key = itemKey(scope);
    const created = { first: keyId, current: keyId, keys: { [keyId]: newKey(keyId, now) } };
    await putItem(
      this.#dynamo,
      this.#table,
      { voiceId: key, ...created },
      { condition: 'attribute_not_exists(voiceId)' },
    );
  }

  async #addKey(scope: Scope, keyId: string, now: Date): Promise<void> {
    await this.#update(scope, {
      update: 'SET #keys.#key = :key',
      condition: 'attribute_exists(#keys) AND attribute_not_exists(#keys.#key)',
      names: { '#keys': 'keys', '#key': keyId },
      values: { ':key': newKey(keyId, now) },
    });
  }

  #update(scope: Scope, update: Update): Promise<void> {
    return updateItem(this.#dynamo, this.#table, itemKey(scope), update);
  }
}

const names = { '#keys': 'keys', '#of': 'account', '#current': 'current' } as const;

function newKey(keyId: string, now: Date) {
  return { account: keyId, firstUsedAt: now.toISOString() };
}

function itemKey(scope: Scope): string {
  return `ACCOUNT#${scope}`;
}
