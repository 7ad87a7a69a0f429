import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { Scope } from '../dashscope/vocabulary.ts';
import { accountOf, isWaiting, type Join, type ScopeAccounts } from '../voice/accounts.ts';
import { timestamp } from '../voice/record.ts';
import type { AccountStore } from './account-store.ts';
import { orLostRace } from './or-lost-race.ts';
import { type Update, updateItem } from './update-item.ts';
import { LostRaceError, UnreadableRecordError } from './voice-store.ts';

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

/** The items `ACCOUNT#<scope>` in the one DynamoDB table. */
export class DynamoAccountStore implements AccountStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;
  readonly #recorded = new Set<string>();

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async read(scope: Scope): Promise<ScopeAccounts | null> {
    const { Item } = await this.#dynamo.send(
      new GetItemCommand({
        TableName: this.#table,
        Key: marshall({ voiceId: itemKey(scope) }),
        ConsistentRead: true,
      }),
    );
    if (!Item) return null;
    const parsed = item.safeParse(unmarshall(Item));
    if (!parsed.success) throw new UnreadableRecordError(`${itemKey(scope)} does not parse`);
    return parsed.data;
  }

  async recordUse(scope: Scope, keyId: string, now: Date): Promise<ScopeAccounts> {
    for (;;) {
      const accounts = await this.read(scope);
      if (accounts?.keys[keyId]) return accounts;
      try {
        if (accounts) await this.#addKey(scope, keyId, now);
        else await this.#found(scope, keyId, now);
      } catch (error) {
        // Another function has recorded a first use meanwhile, perhaps this one.
        if (!(error instanceof LostRaceError)) throw error;
      }
    }
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
    for (;;) {
      const accounts = await this.recordUse(scope, keyId, now);
      const account = accountOf(accounts, keyId) ?? keyId;
      const waits = isWaiting({ keyId, accounts });
      try {
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
      } catch (error) {
        // The accounts have changed since they were read.
        if (!(error instanceof LostRaceError)) throw error;
      }
    }
  }

  async #found(scope: Scope, keyId: string, now: Date): Promise<void> {
    const key = itemKey(scope);
    const founded = { first: keyId, current: keyId, keys: { [keyId]: newKey(keyId, now) } };
    await orLostRace(
      this.#dynamo.send(
        new PutItemCommand({
          TableName: this.#table,
          Item: marshall({ voiceId: key, ...founded }),
          ConditionExpression: 'attribute_not_exists(voiceId)',
        }),
      ),
      key,
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
