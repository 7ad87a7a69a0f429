import { isDeepStrictEqual } from 'node:util';
import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { aliasItems, indexes } from '../contract.ts';
import { type AliasRecord, aliasRecord, hasWork, isLive, type LiveAlias } from '../voice/alias.ts';
import { aliasNameSchema } from '../voice/ids.ts';
import { LostRaceError, putItem, readItem, UnreadableRecordError } from './items.ts';
import { queryPartition } from './partition-page.ts';

/** A position in the list of aliases: after an alias. */
export const aliasPosition = z.strictObject({ after: aliasNameSchema }).readonly();
export type AliasPosition = z.infer<typeof aliasPosition>;

/** A page of the aliases that point at a voice, in alphabetical order. */
export interface AliasPage {
  readonly found: readonly LiveAlias[];
  /** Null at the end. */
  readonly next: AliasPosition | null;
}

/** Aliases: the items `ALIAS#<alias>`. Reads of one alias are consistent. Each write is conditional and can be repeated. */
export interface AliasStore {
  /** Returns null for an alias that never existed. A deleted alias has no target. */
  read(alias: string): Promise<AliasRecord | null>;

  /**
   * Replaces an alias, or writes a new one.
   *
   * @param before the record that was read; null for a new alias
   * @throws LostRaceError if another writer has changed it since
   */
  write(record: AliasRecord, before: AliasRecord | null): Promise<void>;

  /**
   * Lists aliases that point at a voice. Reads an index, so a page may be stale.
   *
   * @param from position of the previous page's end; null for the first page
   */
  page(limit: number, from: AliasPosition | null): Promise<AliasPage>;

  /** Lists the names of aliases with unfinished work that have not changed since a time, the oldest change first. */
  unfinishedSince(time: Date): AsyncIterable<string>;

  /** Lists the names of aliases whose voice is not known to be `OK`. */
  withoutUsableVoice(): AsyncIterable<string>;
}

const key = z.object({ voiceId: z.string() });

/** Seconds for which a deleted alias keeps its version. */
const tombstoneSeconds = 365 * 86_400;

/** Alias items in the DynamoDB table. */
export class DynamoAliasStore implements AliasStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async read(alias: string): Promise<AliasRecord | null> {
    const item = await readItem(this.#dynamo, this.#table, itemKey(alias));
    return item && parseAlias(item);
  }

  async write(record: AliasRecord, before: AliasRecord | null): Promise<void> {
    const revision = (before?.revision ?? 0) + 1;
    const item = { ...record, revision, voiceId: itemKey(record.alias), ...indexed(record) };
    try {
      await putItem(this.#dynamo, this.#table, item, {
        condition: before ? 'revision = :before' : 'attribute_not_exists(voiceId)',
        ...(before && { values: { ':before': before.revision } }),
      });
    } catch (error) {
      if (!(error instanceof LostRaceError)) throw error;
      // The condition of a repeated write fails if the answer to the first one was lost.
      const stored = await this.read(record.alias);
      if (!isDeepStrictEqual(stored, aliasRecord.parse({ ...record, revision }))) throw error;
    }
  }

  async page(limit: number, from: AliasPosition | null): Promise<AliasPage> {
    const { items, last } = await queryPartition(this.#dynamo, this.#table, {
      index: indexes.byStatus,
      partition: aliasItems.live,
      order: 'ascending',
      from: from && itemKey(from.after),
      filter: null,
      limit,
    });
    const next = last === null ? null : { after: aliasNameIn(last) };
    return { found: items.map(parseAlias).filter(isLive), next };
  }

  async *unfinishedSince(time: Date): AsyncIterable<string> {
    const { name, partitionKey, sortKey } = indexes.byAnnouncing;
    const pages = paginateQuery(
      { client: this.#dynamo },
      {
        TableName: this.#table,
        IndexName: name,
        KeyConditionExpression: '#partition = :partition AND #updatedAt <= :time',
        ExpressionAttributeNames: { '#partition': partitionKey, '#updatedAt': sortKey },
        ExpressionAttributeValues: marshall({ ':partition': aliasItems.work, ':time': time.toISOString() }),
      },
    );
    for await (const { Items = [] } of pages) yield* Items.map(nameIn);
  }

  async *withoutUsableVoice(): AsyncIterable<string> {
    const { name, partitionKey } = indexes.byStatus;
    const pages = paginateQuery(
      { client: this.#dynamo },
      {
        TableName: this.#table,
        IndexName: name,
        KeyConditionExpression: '#partition = :partition',
        FilterExpression: 'target.#partition <> :ok',
        ProjectionExpression: 'voiceId',
        ExpressionAttributeNames: { '#partition': partitionKey },
        ExpressionAttributeValues: marshall({ ':partition': aliasItems.live, ':ok': 'OK' }),
      },
    );
    for await (const { Items = [] } of pages) yield* Items.map(nameIn);
  }
}

/** The attributes of the indexes and of the time to live. */
function indexed(record: AliasRecord): Readonly<Record<string, string | number>> {
  const isGone = !isLive(record) && !hasWork(record);
  return {
    ...(isLive(record) && { status: aliasItems.live }),
    announcing: hasWork(record) ? aliasItems.work : aliasItems.done,
    ...(isGone && {
      expiresAtEpochSeconds: Math.ceil(Date.parse(record.updatedAt) / 1_000) + tombstoneSeconds,
    }),
  };
}

function parseAlias(item: Readonly<Record<string, unknown>>): AliasRecord {
  const parsed = aliasRecord.safeParse(item);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
  throw new UnreadableRecordError(`${String(item.voiceId)} does not parse at: ${where}`);
}

function nameIn(item: Parameters<typeof unmarshall>[0]): string {
  return aliasNameIn(key.parse(unmarshall(item)).voiceId);
}

/** Returns the name of the alias of an item. */
export function aliasNameIn(itemKey: string): string {
  return itemKey.slice(aliasItems.prefix.length);
}

function itemKey(alias: string): string {
  return aliasItems.prefix + alias;
}
