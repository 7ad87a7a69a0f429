import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { indexes } from '../contract.ts';
import { monthOf } from '../voice/record.ts';
import { type PageFilter, type PartitionPage, queryPartition } from './partition-page.ts';

/** A position in a list: after all items of later months and after the item `before` of this month. */
export const listPosition = z
  .strictObject({
    month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
    /** Key of an item. */
    before: z.string().nullable(),
  })
  .readonly();
export type ListPosition = z.infer<typeof listPosition>;

export interface ListPage<Found> {
  readonly found: readonly Found[];
  /** Null at the end of the list. */
  readonly next: ListPosition | null;
}

/** A list that is read month by month, the latest month first, or whose items are in one partition by status. */
export interface PagedList<Found> {
  /** The partition of `byStatus` with the items. Null for a list that is read month by month. */
  readonly statusPartition: string | null;
  /** Returns the partition of `byMonth` with the items of a month. */
  readonly monthPartition: (month: string) => string;
  /** Null for a list of all items. */
  readonly filter: PageFilter | null;
  readonly parse: (item: Record<string, unknown>) => Found;
}

/** The month of the first release: no item is older. */
const firstMonth = '2026-01';
/** Months without an item that one page skips at most; the next page continues from there. */
const monthsAPage = 24;
/** Items read at most for each item of a filtered page. */
const readsAnItem = 5;

/** Pages of lists in the DynamoDB table, the newest item first. */
export class MonthPages {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  /**
   * Returns one page. Positions stay valid while items are written and deleted: pages neither repeat nor skip an item.
   * Reads at most five times `limit` items, so a filtered page can be short or empty.
   *
   * @param from position of the previous page's end; null for the first page
   */
  async read<Found>(
    list: PagedList<Found>,
    limit: number,
    from: ListPosition | null,
    now: Date,
  ): Promise<ListPage<Found>> {
    const found: Found[] = [];
    let reads = list.filter ? limit * readsAnItem : limit;
    let position: ListPosition = from ?? { month: monthOf(now), before: null };
    for (let months = 0; months < monthsAPage; ) {
      const { items, last, scanned } = await this.#query(list, position, reads);
      for (const item of items) {
        found.push(list.parse(item));
        position = { ...position, before: String(item.voiceId) };
        if (found.length === limit) return { found, next: position };
      }
      reads -= scanned;
      if (last !== null) {
        position = { ...position, before: last };
        if (reads <= 0) return { found, next: position };
        continue;
      }
      if (list.statusPartition !== null || position.month <= firstMonth) return { found, next: null };
      position = { month: monthBefore(position.month), before: null };
      months += 1;
      if (reads <= 0) return { found, next: position };
    }
    return { found, next: position };
  }

  #query(
    { statusPartition, monthPartition, filter }: PagedList<unknown>,
    { month, before }: ListPosition,
    limit: number,
  ): Promise<PartitionPage> {
    const isByMonth = statusPartition === null;
    return queryPartition(this.#dynamo, this.#table, {
      index: isByMonth ? indexes.byMonth : indexes.byStatus,
      partition: isByMonth ? monthPartition(month) : statusPartition,
      order: 'descending',
      from: before,
      filter,
      limit,
    });
  }
}

function monthBefore(month: string): string {
  const first = new Date(`${month}-01T00:00:00.000Z`);
  return monthOf(new Date(first.getTime() - 1));
}
