import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { type AuditionStatus, auditionItems, indexes } from '../contract.ts';
import type { AuditionRecord } from '../voice/audition-record.ts';
import { auditionPartition, parseAudition } from './auditions.ts';
import { type ListPage, type ListPosition, MonthPages } from './month-pages.ts';
import { hasLabel, type LabelFilter, pageFilter } from './partition-page.ts';

/** Filter of a list of auditions. An audition must match every given field. */
export interface AuditionFilter {
  readonly status?: AuditionStatus | undefined;
  /** The owner of the key, or `event:<source>`. */
  readonly createdBy?: string | undefined;
  readonly label?: LabelFilter | undefined;
}

/** Returns whether an audition matches every given field. */
export function matchesAuditionFilter(
  record: AuditionRecord,
  { status, createdBy, label }: AuditionFilter,
): boolean {
  return (
    (status ?? record.status) === record.status &&
    (createdBy ?? record.createdBy) === record.createdBy &&
    hasLabel(record.brief.labels, label)
  );
}

/** Lists of auditions. They read indexes, so they may be stale, and no decision rests on them. */
export interface AuditionIndex {
  /**
   * Returns one page, newest first. Reads at most five times `limit` items, so a filtered page can be short or empty.
   *
   * @param from position of the previous page's end; null for the first page
   */
  page(
    filter: AuditionFilter,
    limit: number,
    from: ListPosition | null,
    now: Date,
  ): Promise<ListPage<AuditionRecord>>;

  /** Lists ids of auditions of a status. */
  ofStatus(status: AuditionStatus): AsyncIterable<string>;

  /** Lists ids of auditions with unfinished work that have not changed since a time, the oldest change first. */
  unfinishedSince(time: Date): AsyncIterable<string>;
}

const keyOnly = z
  .object({ voiceId: z.string() })
  .transform(({ voiceId }) => voiceId.slice(auditionItems.prefix.length));

/** Reads the indexes of the DynamoDB table. */
export class DynamoAuditionIndex implements AuditionIndex {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;
  readonly #pages: MonthPages;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
    this.#pages = new MonthPages(dynamo, table);
  }

  page(
    { status, createdBy, label }: AuditionFilter,
    limit: number,
    from: ListPosition | null,
    now: Date,
  ): Promise<ListPage<AuditionRecord>> {
    const list = {
      statusPartition: status ? auditionPartition(status) : null,
      monthPartition: auditionPartition,
      filter: pageFilter({ createdBy }, label, 'brief.labels'),
      parse: parseAudition,
    };
    return this.#pages.read(list, limit, from, now);
  }

  async *ofStatus(status: AuditionStatus): AsyncIterable<string> {
    yield* this.#ids({
      IndexName: indexes.byStatus.name,
      KeyConditionExpression: '#partition = :partition',
      ProjectionExpression: 'voiceId',
      ExpressionAttributeNames: { '#partition': indexes.byStatus.partitionKey },
      ExpressionAttributeValues: marshall({ ':partition': auditionPartition(status) }),
    });
  }

  async *unfinishedSince(time: Date): AsyncIterable<string> {
    const { name, partitionKey, sortKey } = indexes.byAnnouncing;
    yield* this.#ids({
      IndexName: name,
      KeyConditionExpression: '#partition = :partition AND #updatedAt <= :time',
      ExpressionAttributeNames: { '#partition': partitionKey, '#updatedAt': sortKey },
      ExpressionAttributeValues: marshall({ ':partition': auditionItems.work, ':time': time.toISOString() }),
    });
  }

  async *#ids(query: Omit<Parameters<typeof paginateQuery>[1], 'TableName'>): AsyncIterable<string> {
    const pages = paginateQuery({ client: this.#dynamo }, { TableName: this.#table, ...query });
    for await (const { Items = [] } of pages) yield* Items.map((each) => keyOnly.parse(unmarshall(each)));
  }
}
