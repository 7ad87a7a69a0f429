import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { awsCall } from '../deployment/aws-call.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { AwsCallError } from '../errors/aws-call-error.ts';

const item = z.object({
  first: z.string(),
  current: z.string(),
  keys: z.record(
    z.string(),
    z.object({
      account: z.string(),
      firstUsedAt: z.string(),
      leftAt: z.string().nullable().default(null),
      forgottenAt: z.string().nullable().default(null),
    }),
  ),
  inForce: z.object({ keyId: z.string(), at: z.string() }).nullable().default(null),
  waitingSince: z.string().nullable().default(null),
});
type Item = z.infer<typeof item>;

const indexed = z.object({
  keyId: z.string().optional(),
  attempts: z.record(z.string(), z.object({ state: z.string(), keyId: z.string().optional() })),
  providerVoiceId: z.string().optional(),
});

/** Statuses of records whose voice is at the provider. */
const livingStatuses = ['DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT', 'DELETED'];

/** A provider key, by its id, and what a deployment knows of its account. */
export interface KeyOfAccount {
  readonly keyId: string;
  /** The key that names the account. */
  readonly account: string;
  readonly isCurrent: boolean;
  readonly isInForce: boolean;
  readonly firstUsedAt: string;
  readonly leftAt: string | null;
  readonly forgottenAt: string | null;
  /** Records that have a voice in the account. */
  readonly voices: number;
}

export interface Accounts {
  readonly scope: string;
  /** When the key in force was last seen; null before the first reconciliation. */
  readonly seenAt: string | null;
  /** Since when the key in force has belonged to another account than the current one; null if it does not. */
  readonly waitingSince: string | null;
  readonly keys: readonly KeyOfAccount[];
}

/** The item `ACCOUNT#<scope>` of a deployment's table. It holds the ids of keys, never a key. */
export class AccountItem {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #scope: string;

  constructor(client: DynamoDBClient, table: string, scope: string) {
    this.#client = client;
    this.#table = table;
    this.#scope = scope;
  }

  static of({ output, place }: Deployment, scope: string): AccountItem {
    return new AccountItem(new DynamoDBClient(place()), output('VoicesTableName'), scope);
  }

  /** @throws AwsCallError before the first key was used */
  async read(): Promise<Accounts> {
    const found = await this.#item();
    const counts = await this.#voicesByAccount(found);
    const inForce = found.inForce?.keyId;
    return {
      scope: this.#scope,
      seenAt: found.inForce?.at ?? null,
      waitingSince: found.waitingSince,
      keys: Object.entries(found.keys)
        .map(([keyId, { firstUsedAt }]): KeyOfAccount => {
          const account = accountOf(found, keyId);
          const root = found.keys[account];
          return {
            ...{ keyId, account, firstUsedAt },
            isCurrent: account === accountOf(found, found.current),
            isInForce: keyId === inForce,
            leftAt: root?.leftAt ?? null,
            forgottenAt: root?.forgottenAt ?? null,
            voices: counts.get(account) ?? 0,
          };
        })
        .sort((one, other) => (one.firstUsedAt < other.firstUsedAt ? -1 : 1)),
    };
  }

  /** Makes the account of the key in force the current one. @throws AwsCallError if that key does not wait */
  async accept(now: Date): Promise<void> {
    const found = await this.#item();
    const keyId = found.inForce?.keyId;
    const account = keyId === undefined ? null : accountOf(found, keyId);
    const former = accountOf(found, found.current);
    if (!found.inForce || account === null || account === former) {
      throw refusal('no account waits: the key in use belongs to the current account');
    }
    await this.#update({
      UpdateExpression:
        'SET #current = :account, #keys.#former.leftAt = :now ' +
        'REMOVE waitingSince, #keys.#account.leftAt, #keys.#account.forgottenAt',
      ConditionExpression: '#current = :current AND inForce.keyId = :keyId AND #keys.#account.#of = :account',
      ExpressionAttributeNames: { ...names, '#current': 'current', '#account': account, '#former': former },
      ExpressionAttributeValues: marshall({
        ':account': account,
        ':current': found.current,
        ':keyId': keyId,
        ':now': now.toISOString(),
      }),
    });
  }

  /** Gives up the voices of a key's account. @throws AwsCallError if the account is that of the key in force */
  async forget(keyId: string, now: Date): Promise<void> {
    const found = await this.#item();
    if (!found.keys[keyId]) throw refusal(`no key ${keyId} in the scope ${this.#scope}`);
    const account = accountOf(found, keyId);
    const inForce = found.inForce?.keyId ?? null;
    if (inForce !== null && accountOf(found, inForce) === account) {
      throw refusal('the key in use belongs to this account: its voices can be deleted, not forgotten');
    }
    await this.#update({
      UpdateExpression: 'SET #keys.#account.forgottenAt = :now',
      ConditionExpression:
        `#keys.#account.#of = :account AND ` +
        (inForce === null ? 'attribute_not_exists(inForce)' : 'inForce.keyId = :inForce'),
      ExpressionAttributeNames: { ...names, '#account': account },
      ExpressionAttributeValues: marshall({
        ':account': account,
        ':now': now.toISOString(),
        ...(inForce !== null && { ':inForce': inForce }),
      }),
    });
  }

  async #item(): Promise<Item> {
    const command = new GetItemCommand({ TableName: this.#table, Key: this.#key, ConsistentRead: true });
    const { Item } = await awsCall(() => this.#client.send(command), 'the provider accounts');
    if (!Item) throw refusal(`no provider key has been used in the scope ${this.#scope} yet`);
    return item.parse(unmarshall(Item));
  }

  async #update(
    update: Pick<
      UpdateItemCommand['input'],
      'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
    >,
  ): Promise<void> {
    const command = new UpdateItemCommand({ TableName: this.#table, Key: this.#key, ...update });
    await awsCall(async () => {
      try {
        await this.#client.send(command);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        throw refusal('the accounts have changed meanwhile: look again');
      }
    }, 'the provider accounts');
  }

  async #voicesByAccount(found: Item): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const status of livingStatuses) {
      const pages = paginateQuery(
        { client: this.#client },
        {
          TableName: this.#table,
          IndexName: 'byStatus',
          KeyConditionExpression: '#status = :status',
          FilterExpression: '#scope = :scope AND attribute_exists(providerVoiceId)',
          ProjectionExpression: 'keyId, attempts',
          ExpressionAttributeNames: { '#status': 'status', '#scope': 'scope' },
          ExpressionAttributeValues: marshall({ ':status': status, ':scope': this.#scope }),
        },
      );
      await awsCall(async () => {
        for await (const { Items = [] } of pages) {
          for (const each of Items) {
            const { keyId, attempts } = indexed.parse(unmarshall(each));
            const made = Object.values(attempts).find(({ state }) => state === 'MADE')?.keyId;
            const account = accountOf(found, keyId ?? made ?? found.first);
            counts.set(account, (counts.get(account) ?? 0) + 1);
          }
        }
      }, 'the records');
    }
    return counts;
  }

  get #key() {
    return marshall({ voiceId: `ACCOUNT#${this.#scope}` });
  }
}

const names = { '#keys': 'keys', '#of': 'account' } as const;

/** The key that names the account of a key. */
function accountOf({ keys }: Item, keyId: string): string {
  let account = keyId;
  for (const _ of Object.keys(keys)) account = keys[account]?.account ?? account;
  return account;
}

function refusal(message: string): AwsCallError {
  return new AwsCallError('refused', message, null);
}
