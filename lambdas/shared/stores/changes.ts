import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { aliasItems, announcedVoices, auditionItems, indexes, statuses } from '../contract.ts';

/**
 * The partitions of `byAnnouncing` that hold the items of each kind. Finished work moves an item to the last partition
 * without a change of its time, so the last partition is read after the others. Every other move changes the time.
 */
const partitions = {
  voices: [...statuses, announcedVoices],
  auditions: [auditionItems.work, auditionItems.done],
  aliases: [aliasItems.work, aliasItems.done],
} as const;
export type ChangingKind = keyof typeof partitions;

/** A position in a list of changes: after an item of a partition. */
export const changePosition = z
  .strictObject({
    partition: z.string(),
    updatedAt: z.string(),
    /** Key of the item. */
    after: z.string(),
  })
  .readonly();
export type ChangePosition = z.infer<typeof changePosition>;

export interface ChangedKeys {
  readonly keys: readonly string[];
  /** Null at the end. */
  readonly next: ChangePosition | null;
}

/** Lists of items that have changed. They read an index, so a list may lack the changes of the last second. */
export interface ChangeIndex {
  /**
   * Lists keys of items that have changed at or after a time, in no particular order. An item that changes meanwhile can
   * be missing or occur twice.
   *
   * @param from position of the previous page's end; null for the first page
   */
  changedSince(
    kind: ChangingKind,
    time: Date,
    limit: number,
    from: ChangePosition | null,
  ): Promise<ChangedKeys>;
}

const keysOf = z
  .object({ announcing: z.string(), updatedAt: z.string(), voiceId: z.string() })
  .transform(({ announcing: partition, updatedAt, voiceId: after }) => ({ partition, updatedAt, after }));

/** Reads the index `byAnnouncing`, which sorts each partition by the time of the last change. */
export class DynamoChangeIndex implements ChangeIndex {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async changedSince(
    kind: ChangingKind,
    time: Date,
    limit: number,
    from: ChangePosition | null,
  ): Promise<ChangedKeys> {
    const all: readonly string[] = partitions[kind];
    const left = from === null ? all : all.slice(all.indexOf(from.partition));
    const read = (partition: string) =>
      this.#read(partition, time, limit, partition === from?.partition ? from : null);
    const pages = await Promise.all(left.slice(0, -1).map(read));
    for (const last of left.slice(-1)) pages.push(await read(last));
    const positions: ChangePosition[] = [];
    for (const { found, hasMore } of pages) {
      positions.push(...found);
      if (hasMore) break;
    }
    const page = positions.slice(0, limit);
    const isLast = positions.length <= limit && pages.every(({ hasMore }) => !hasMore);
    return { keys: page.map(({ after }) => after), next: isLast ? null : (page.at(-1) ?? null) };
  }

  async #read(partition: string, time: Date, limit: number, from: ChangePosition | null) {
    const { name, partitionKey, sortKey } = indexes.byAnnouncing;
    const { Items = [], LastEvaluatedKey } = await this.#dynamo.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: name,
        KeyConditionExpression: '#partition = :partition AND #updatedAt >= :time',
        ExpressionAttributeNames: { '#partition': partitionKey, '#updatedAt': sortKey },
        ExpressionAttributeValues: marshall({ ':partition': partition, ':time': time.toISOString() }),
        ...(from && {
          ExclusiveStartKey: marshall({
            [partitionKey]: partition,
            [sortKey]: from.updatedAt,
            voiceId: from.after,
          }),
        }),
        Limit: limit,
      }),
    );
    return {
      found: Items.map((item) => keysOf.parse(unmarshall(item))),
      hasMore: LastEvaluatedKey !== undefined,
    };
  }
}
