import { type DynamoDBClient, QueryCommand, type QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { indexes, type Status } from '../contract.ts';
import type { Family, Scope } from '../dashscope/vocabulary.ts';
import type { VoiceRecord } from '../voice/record.ts';
import { type ListPosition, readPage } from './month-pages.ts';
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

/** Returns whether a voice matches every given field. */
export function matchesVoiceFilter(record: VoiceRecord, { label, ...fields }: VoiceFilter): boolean {
  const { family, scope, status, targetModel, createdBy } = record;
  const values = Object.entries({ family, scope, status, targetModel, createdBy });
  const wanted = new Map<string, string | undefined>(Object.entries(fields));
  return (
    values.every(([name, value]) => (wanted.get(name) ?? value) === value) && hasLabel(record.labels, label)
  );
}

/** Returns whether labels contain a label. True without one. */
export function hasLabel(labels: Readonly<Record<string, string>>, label: VoiceFilter['label']): boolean {
  return label === undefined || (Object.hasOwn(labels, label.key) && labels[label.key] === label.value);
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
    const list = {
      read: (position: ListPosition, reads: number) => this.#read(filter, conditions, position, reads),
      parse: parseRecord,
      isFiltered: conditions.filter !== undefined,
      hasMonths: filter.status === undefined,
    };
    const { found, next } = await readPage(list, limit, from, now);
    return { records: found, next };
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
