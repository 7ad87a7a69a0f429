import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { indexes } from '../contract.ts';

/** Conditions that every item of a page meets, with the names and values of their placeholders. */
export interface PageFilter {
  readonly conditions: readonly string[];
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** A label that an item must have. */
export interface LabelFilter {
  readonly key: string;
  readonly value: string;
}

/**
 * Returns the filter of items with the given attributes and label, or null if none is given.
 *
 * @param labels path of the labels in an item
 */
export function pageFilter(
  attributes: Readonly<Record<string, string | undefined>>,
  label: LabelFilter | undefined,
  labels: string,
): PageFilter | null {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const conditions = given.map(([name]) => `#${name} = :${name}`);
  if (label) conditions.push(`${labels}.#labelKey = :labelValue`);
  if (conditions.length === 0) return null;
  return {
    conditions,
    names: {
      ...Object.fromEntries(given.map(([name]) => [`#${name}`, name])),
      ...(label && { '#labelKey': label.key }),
    },
    values: {
      ...Object.fromEntries(given.map(([name, value]) => [`:${name}`, value])),
      ...(label && { ':labelValue': label.value }),
    },
  };
}

/** Returns whether labels contain a label. True without one. */
export function hasLabel(labels: Readonly<Record<string, string>>, label: LabelFilter | undefined): boolean {
  return label === undefined || (Object.hasOwn(labels, label.key) && labels[label.key] === label.value);
}

/** The part of an index partition that a page reads. */
export interface PartitionRange {
  /** An index that sorts its partitions by the key of the items. */
  readonly index: typeof indexes.byMonth | typeof indexes.byStatus;
  readonly partition: string;
  readonly order: 'ascending' | 'descending';
  /** Key of the item before the page. Null for the first page. */
  readonly from: string | null;
  /** Null for all items. */
  readonly filter: PageFilter | null;
  /** Items that are read at most, including those that the filter leaves out. */
  readonly limit: number;
}

export interface PartitionPage {
  readonly items: readonly Record<string, unknown>[];
  /** Key of the last item that was read. Null at the end of the partition. */
  readonly last: string | null;
  /** Number of items that were read. */
  readonly scanned: number;
}

/** Reads one page of an index partition. An index may be stale. */
export async function queryPartition(
  dynamo: DynamoDBClient,
  table: string,
  { index, partition, order, from, filter, limit }: PartitionRange,
): Promise<PartitionPage> {
  const { name, partitionKey, sortKey } = index;
  const comparison = order === 'ascending' ? '>' : '<';
  const {
    Items = [],
    LastEvaluatedKey,
    ScannedCount,
  } = await dynamo.send(
    new QueryCommand({
      TableName: table,
      IndexName: name,
      KeyConditionExpression: `#partition = :partition${from === null ? '' : ` AND ${sortKey} ${comparison} :from`}`,
      ...(filter && { FilterExpression: filter.conditions.join(' AND ') }),
      ExpressionAttributeNames: { '#partition': partitionKey, ...filter?.names },
      ExpressionAttributeValues: marshall({
        ':partition': partition,
        ...(from !== null && { ':from': from }),
        ...filter?.values,
      }),
      ScanIndexForward: order === 'ascending',
      Limit: limit,
    }),
  );
  return {
    items: Items.map((item) => unmarshall(item)),
    last: LastEvaluatedKey?.voiceId?.S ?? null,
    scanned: ScannedCount ?? Items.length,
  };
}
