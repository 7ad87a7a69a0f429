import {
  type AttributeValue,
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  paginateScan,
} from '@aws-sdk/client-dynamodb';
import { callAws } from '../deployment/call-aws.ts';
import type { Deployment } from '../deployment/find-deployment.ts';

type Item = Record<string, AttributeValue>;

export interface TableAccess {
  readonly client: DynamoDBClient;
  readonly table: string;
}

/** Number of items by what happens to them. */
export interface RestoreCounts {
  restored: number;
  /** Items that the deployment's table has, whatever their attributes. */
  present: number;
  /** Missing voices that were being created at the time of the copy. They are restored as `FAILED`. */
  beingCreated: number;
  /** Missing API keys, unless they are restored as well. */
  apiKeys: number;
}
type Outcome = keyof RestoreCounts;

export interface RestoreOptions {
  /** Also restores API keys. Keys that were revoked after the copy are valid again. */
  readonly withKeys: boolean;
  /** Only counts. */
  readonly dryRun: boolean;
  readonly now: Date;
}

/** Items about current work. The functions write them again, and old ones would mislead them. */
const currentWork = /^(SWITCHES$|(BUDGET|SCAN|SWEEP|WAIT)#)/;
const statusesOfCreation: ReadonlySet<string | undefined> = new Set(['REQUESTED', 'CREATING']);
const parallelItems = 25;

/** Copies the items that a deployment's table lacks from an older copy of the table. */
export class RestoreItems {
  readonly #from: TableAccess;
  readonly #to: TableAccess;

  constructor(from: TableAccess, to: TableAccess) {
    this.#from = from;
    this.#to = to;
  }

  static of({ output, clientConfig }: Deployment, copy: string): RestoreItems {
    const client = new DynamoDBClient(clientConfig());
    return new RestoreItems({ client, table: copy }, { client, table: output('VoicesTableName') });
  }

  /**
   * Restores the missing items. Never changes an item that is present. It is safe to repeat.
   *
   * A voice that was being created is restored as `FAILED` with an unknown outcome, because its create may have been sent
   * after the copy. Without a record, a repeated request or the recovery of a remake would send it again.
   *
   * @throws AwsCallError
   */
  async run(options: RestoreOptions): Promise<RestoreCounts> {
    const counts: RestoreCounts = { restored: 0, present: 0, beingCreated: 0, apiKeys: 0 };
    const pages = paginateScan(
      { client: this.#from.client },
      { TableName: this.#from.table, ConsistentRead: true },
    )[Symbol.asyncIterator]();
    for (;;) {
      const page = await callAws(() => pages.next(), `the table ${this.#from.table}`);
      if (page.done) return counts;
      const items = (page.value.Items ?? []).filter((item) => isLasting(item, options.now));
      for (let first = 0; first < items.length; first += parallelItems) {
        const chunk = items.slice(first, first + parallelItems);
        for (const outcome of await Promise.all(chunk.map((item) => this.#restore(item, options)))) {
          counts[outcome] += 1;
        }
      }
    }
  }

  async #restore(item: Item, { withKeys, dryRun, now }: RestoreOptions): Promise<Outcome> {
    const isKey = item.voiceId?.S?.startsWith('KEY#') ?? false;
    const isBeingCreated = statusesOfCreation.has(item.status?.S);
    const outcome = isBeingCreated ? 'beingCreated' : 'restored';
    const isLeftOut = isKey && !withKeys;
    if (dryRun || isLeftOut) return (await this.#has(item)) ? 'present' : isLeftOut ? 'apiKeys' : outcome;
    return (await this.#put(isBeingCreated ? failed(item, now) : item)) ? outcome : 'present';
  }

  async #has({ voiceId }: Item): Promise<boolean> {
    const { client, table } = this.#to;
    const command = new GetItemCommand({
      TableName: table,
      Key: { voiceId: voiceId ?? { S: '' } },
      ProjectionExpression: 'voiceId',
      ConsistentRead: true,
    });
    return (await callAws(() => client.send(command), `the table ${table}`)).Item !== undefined;
  }

  /** @returns false if the item is present */
  async #put(item: Item): Promise<boolean> {
    const { client, table } = this.#to;
    const command = new PutItemCommand({
      TableName: table,
      Item: item,
      ConditionExpression: 'attribute_not_exists(voiceId)',
    });
    try {
      await callAws(() => client.send(command), `the table ${table}`);
      return true;
    } catch (error) {
      if (error instanceof Error && error.cause instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

/**
 * Returns the record of a voice whose outcome is unknown. Reconciliation adopts the voice if an attempt of the record has
 * created it.
 */
function failed(item: Item, now: Date): Item {
  return {
    ...item,
    status: { S: 'FAILED' },
    announcing: { S: 'FAILED' },
    updatedAt: { S: now.toISOString() },
    reason: {
      M: {
        code: { S: 'create_outcome_unknown' },
        message: {
          S: 'The record was restored from a copy of the table that was made while the voice was being created.',
        },
      },
    },
  };
}

function isLasting({ voiceId, expiresAtEpochSeconds }: Item, now: Date): boolean {
  const expires = Number(expiresAtEpochSeconds?.N ?? Number.POSITIVE_INFINITY);
  return !currentWork.test(voiceId?.S ?? '') && expires * 1_000 > now.getTime();
}
