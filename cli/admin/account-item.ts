import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  paginateQuery,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { callAws } from '../deployment/call-aws.ts';
import type { Deployment } from '../deployment/find-deployment.ts';
import { AwsCallError } from '../errors/aws-call-error.ts';

const accountItem = z.object({
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
type AccountsOfScope = z.infer<typeof accountItem>;

const voiceItem = z.object({
  keyId: z.string().optional(),
  attempts: z.record(z.string(), z.object({ state: z.string(), keyId: z.string().optional() })),
});

/** Statuses of records whose voice exists at the provider. */
const liveStatuses = ['DEPLOYING', 'OK', 'UNDEPLOYED', 'TIMED_OUT', 'DELETED'];

/** A provider key and the state of its account. */
export interface ProviderKey {
  readonly keyId: string;
  /** Id of the first key of the account, which identifies the account. */
  readonly account: string;
  /** True if the account is the current one of its scope. */
  readonly isCurrent: boolean;
  /** True if the last reconciliation used this key. */
  readonly isInForce: boolean;
  readonly firstUsedAt: string;
  readonly leftAt: string | null;
  readonly forgottenAt: string | null;
  /** Number of records whose voice is in the account. */
  readonly voices: number;
}

export interface Accounts {
  readonly scope: string;
  /** Time of the last reconciliation. Null before the first one. */
  readonly seenAt: string | null;
  /** Time since which the key in use has belonged to another account than the current one. Null if it does not. */
  readonly waitingSince: string | null;
  readonly keys: readonly ProviderKey[];
}

/** The item `ACCOUNT#<scope>` of a deployment's table. It contains the ids of provider keys, but no key. */
export class AccountItem {
  readonly #client: DynamoDBClient;
  readonly #table: string;
  readonly #scope: string;

  constructor(client: DynamoDBClient, table: string, scope: string) {
    this.#client = client;
    this.#table = table;
    this.#scope = scope;
  }

  static of({ output, clientConfig }: Deployment, scope: string): AccountItem {
    return new AccountItem(new DynamoDBClient(clientConfig()), output('VoicesTableName'), scope);
  }

  /** @throws AwsCallError if no key has been used yet */
  async read(): Promise<Accounts> {
    const item = await this.#read();
    const counts = await this.#countVoices(item);
    const inForce = item.inForce?.keyId;
    return {
      scope: this.#scope,
      seenAt: item.inForce?.at ?? null,
      waitingSince: item.waitingSince,
      keys: Object.entries(item.keys)
        .map(([keyId, { firstUsedAt }]): ProviderKey => {
          const account = accountOf(item, keyId);
          const root = item.keys[account];
          return {
            keyId,
            account,
            firstUsedAt,
            isCurrent: account === accountOf(item, item.current),
            isInForce: keyId === inForce,
            leftAt: root?.leftAt ?? null,
            forgottenAt: root?.forgottenAt ?? null,
            voices: counts.get(account) ?? 0,
          };
        })
        .sort((one, other) => (one.firstUsedAt < other.firstUsedAt ? -1 : 1)),
    };
  }

  /** Makes the account of the key in use the current one. @throws AwsCallError if it already is */
  async accept(now: Date): Promise<void> {
    const item = await this.#read();
    const keyId = item.inForce?.keyId;
    const account = keyId === undefined ? null : accountOf(item, keyId);
    const former = accountOf(item, item.current);
    if (!item.inForce || account === null || account === former) {
      throw refused('no account is waiting, because the key in use belongs to the current account');
    }
    await this.#update({
      UpdateExpression:
        'SET #current = :account, #keys.#former.leftAt = :now ' +
        'REMOVE waitingSince, #keys.#account.leftAt, #keys.#account.forgottenAt',
      ConditionExpression: '#current = :current AND inForce.keyId = :keyId AND #keys.#account.#of = :account',
      ExpressionAttributeNames: {
        ...attributeNames,
        '#current': 'current',
        '#account': account,
        '#former': former,
      },
      ExpressionAttributeValues: marshall({
        ':account': account,
        ':current': item.current,
        ':keyId': keyId,
        ':now': now.toISOString(),
      }),
    });
  }

  /** Marks the account of a key as forgotten. @throws AwsCallError if it is the account of the key in use */
  async forget(keyId: string, now: Date): Promise<void> {
    const item = await this.#read();
    if (!item.keys[keyId]) throw refused(`the scope ${this.#scope} has no key ${keyId}`);
    const account = accountOf(item, keyId);
    const inForce = item.inForce?.keyId ?? null;
    if (inForce !== null && accountOf(item, inForce) === account) {
      throw refused('the key in use belongs to this account; delete its voices instead');
    }
    await this.#update({
      UpdateExpression: 'SET #keys.#account.forgottenAt = :now',
      ConditionExpression:
        `#keys.#account.#of = :account AND ` +
        (inForce === null ? 'attribute_not_exists(inForce)' : 'inForce.keyId = :inForce'),
      ExpressionAttributeNames: { ...attributeNames, '#account': account },
      ExpressionAttributeValues: marshall({
        ':account': account,
        ':now': now.toISOString(),
        ...(inForce !== null && { ':inForce': inForce }),
      }),
    });
  }

  async #read(): Promise<AccountsOfScope> {
    const command = new GetItemCommand({ TableName: this.#table, Key: this.#key, ConsistentRead: true });
    const { Item } = await callAws(() => this.#client.send(command), 'the provider accounts');
    if (!Item) throw refused(`no provider key has been used in the scope ${this.#scope} yet`);
    return accountItem.parse(unmarshall(Item));
  }

  async #update(
    update: Pick<
      UpdateItemCommand['input'],
      'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
    >,
  ): Promise<void> {
    const command = new UpdateItemCommand({ TableName: this.#table, Key: this.#key, ...update });
    await callAws(async () => {
      try {
        await this.#client.send(command);
      } catch (error) {
        if (!(error instanceof ConditionalCheckFailedException)) throw error;
        throw refused('the accounts have changed meanwhile; check them and try again');
      }
    }, 'the provider accounts');
  }

  async #countVoices(item: AccountsOfScope): Promise<ReadonlyMap<string, number>> {
    const counts = new Map<string, number>();
    for (const status of liveStatuses) {
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
      await callAws(async () => {
        for await (const { Items = [] } of pages) {
          for (const voice of Items) {
            const { keyId, attempts } = voiceItem.parse(unmarshall(voice));
            const createdWith = Object.values(attempts).find(({ state }) => state === 'MADE')?.keyId;
            const account = accountOf(item, keyId ?? createdWith ?? item.first);
            counts.set(account, (counts.get(account) ?? 0) + 1);
          }
        }
      }, 'the records');
    }
    return counts;
  }

  /** The primary key of the item. */
  get #key() {
    return marshall({ voiceId: `ACCOUNT#${this.#scope}` });
  }
}

const attributeNames = { '#keys': 'keys', '#of': 'account' } as const;

/** Follows a key to the first key of its account, which identifies the account. */
function accountOf({ keys }: AccountsOfScope, keyId: string): string {
  let account = keyId;
  for (const _ of Object.keys(keys)) account = keys[account]?.account ?? account;
  return account;
}

function refused(message: string): AwsCallError {
  return new AwsCallError('refused', message, null);
}
