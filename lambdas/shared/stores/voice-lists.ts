import { type DynamoDBClient, QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { indexes, type Status } from '../contract.ts';
import type { Family, Scope } from '../dashscope/vocabulary.ts';
import { monthOf, type VoiceRecord } from '../voice/record.ts';
import { parseRecord } from './voices.ts';

/** Filter of a list. A voice must match every given field. */
export interface VoiceFilter {
  readonly family?: Family | undefined;
  readonly scope?: Scope | undefined;
  readonly status?: Status | undefined;
  readonly targetModel?: string | undefined;
  /** The owner of the key, or `event:<source>`. */
  readonly createdBy?: string | undefined;
  readonly label?: { readonly key: string; readonly value: string } | undefined;
}

/** A position in a list: after all voices of later months and after the voice `before` of this month. */
export interface ListPosition {
  readonly month: string;
  readonly before: string | null;
}

export interface VoiceListPage {
  readonly records: readonly VoiceRecord[];
  /** Null at the end of the list. */
  readonly next: ListPosition | null;
}

/** Lists of records, newest first. Reads an index, so a list may be stale. */
export interface VoiceIndex {
  /**
   * Returns one page. Positions stay valid while voices are created and deleted: pages neither repeat nor skip a voice.
   * Reads at most five times `limit` items, so a filtered page can be short or empty.
   *
   * @param from position of the previous page's end; null for the first page
   */
  page(filter: VoiceFilter, limit: number, from: ListPosition | null, now: Date): Promise<VoiceListPage>;
}

/** The month of the first release: no record is older. */
const firstMonth = '2026-01';
/** Months without a voice that one page skips at most; the next page continues from there. */
const monthsAPage = 24;
/** Items read at most for each voice of a filtered page. */
const readsAVoice = 5;

interface Conditions {
  readonly filter: string | undefined;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Reads the index by status if the filter has a status, otherwise the index by month, the latest month first. */
export class DynamoVoiceIndex implements VoiceIndex {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async page(
    filter: VoiceFilter,
    limit: number,
    from: ListPosition | null,
    now: Date,
  ): Promise<VoiceListPage> {
    const conditions = conditionsOf(filter);
    const records: VoiceRecord[] = [];
    let reads = conditions.filter ? limit * readsAVoice : limit;
    let position: ListPosition = from ?? { month: monthOf(now), before: null };
    for (let months = 0; months < monthsAPage; ) {
      const {
        Items = [],
        LastEvaluatedKey,
        ScannedCount = 0,
      } = await this.#read(filter, conditions, position, reads);
      for (const item of Items) {
        const record = parseRecord(unmarshall(item));
        records.push(record);
        position = { ...position, before: record.voiceId };
        if (records.length === limit) return { records, next: position };
      }
      reads -= ScannedCount;
      const last = LastEvaluatedKey?.voiceId?.S;
      if (last !== undefined) {
        position = { ...position, before: last };
        if (reads <= 0) return { records, next: position };
        continue;
      }
      if (filter.status || position.month <= firstMonth) return { records, next: null };
      position = { month: monthBefore(position.month), before: null };
      months += 1;
      if (reads <= 0) return { records, next: position };
    }
    return { records, next: position };
  }

  #read(
    { status }: VoiceFilter,
    conditions: Conditions,
    { month, before }: ListPosition,
    limit: number,
  ): Promise<QueryCommandOutput> {
    const index = status ? indexes.byStatus : indexes.byMonth;
    return this.#dynamo.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: index.name,
        KeyConditionExpression: before
          ? '#partition = :partition AND voiceId < :before'
          : '#partition = :partition',
        ...(conditions.filter && { FilterExpression: conditions.filter }),
        ExpressionAttributeNames: { '#partition': index.partitionKey, ...conditions.names },
        ExpressionAttributeValues: marshall({
          ':partition': status ?? month,
          ...(before && { ':before': before }),
          ...conditions.values,
        }),
        ScanIndexForward: false,
        Limit: limit,
      }),
    );
  }
}

function conditionsOf({ family, scope, targetModel, createdBy, label }: VoiceFilter): Conditions {
  const parts: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries({ family, scope, targetModel, createdBy })) {
    if (value === undefined) continue;
    parts.push(`#${name} = :${name}`);
    names[`#${name}`] = name;
    values[`:${name}`] = value;
  }
  if (label) {
    parts.push('labels.#labelKey = :labelValue');
    names['#labelKey'] = label.key;
    values[':labelValue'] = label.value;
  }
  return { filter: parts.length > 0 ? parts.join(' AND ') : undefined, names, values };
}

function monthBefore(month: string): string {
  const first = new Date(`${month}-01T00:00:00.000Z`);
  return monthOf(new Date(first.getTime() - 1));
}
