import type { QueryCommandOutput } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { monthOf } from '../voice/record.ts';

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

/** A list that is read month by month, the latest month first, or whose items are in one partition. */
export interface PagedList<Found> {
  /** Reads at most `limit` items after a position. */
  readonly read: (position: ListPosition, limit: number) => Promise<QueryCommandOutput>;
  readonly parse: (item: Record<string, unknown>) => Found;
  readonly isFiltered: boolean;
  readonly hasMonths: boolean;
}

/** The month of the first release: no item is older. */
const firstMonth = '2026-01';
/** Months without an item that one page skips at most; the next page continues from there. */
const monthsAPage = 24;
/** Items read at most for each item of a filtered page. */
const readsAnItem = 5;

/**
 * Returns one page. Positions stay valid while items are written and deleted: pages neither repeat nor skip an item. Reads
 * at most five times `limit` items, so a filtered page can be short or empty.
 *
 * @param from position of the previous page's end; null for the first page
 */
export async function readPage<Found>(
  { read, parse, isFiltered, hasMonths }: PagedList<Found>,
  limit: number,
  from: ListPosition | null,
  now: Date,
): Promise<ListPage<Found>> {
  const found: Found[] = [];
  let reads = isFiltered ? limit * readsAnItem : limit;
  let position: ListPosition = from ?? { month: monthOf(now), before: null };
  for (let months = 0; months < monthsAPage; ) {
    const { Items = [], LastEvaluatedKey, ScannedCount = 0 } = await read(position, reads);
    for (const each of Items) {
      const item = unmarshall(each);
      found.push(parse(item));
      position = { ...position, before: String(item.voiceId) };
      if (found.length === limit) return { found, next: position };
    }
    reads -= ScannedCount;
    const last = LastEvaluatedKey?.voiceId?.S;
    if (last !== undefined) {
      position = { ...position, before: last };
      if (reads <= 0) return { found, next: position };
      continue;
    }
    if (!hasMonths || position.month <= firstMonth) return { found, next: null };
    position = { month: monthBefore(position.month), before: null };
    months += 1;
    if (reads <= 0) return { found, next: position };
  }
  return { found, next: position };
}

function monthBefore(month: string): string {
  const first = new Date(`${month}-01T00:00:00.000Z`);
  return monthOf(new Date(first.getTime() - 1));
}
