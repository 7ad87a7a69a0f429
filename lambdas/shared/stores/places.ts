import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { ProviderList } from '../voice/provider-list.ts';
import { timestamp } from '../voice/record.ts';
import { budgetKey } from './budget.ts';
import type { Update } from './items.ts';
import { readItem, UnreadableRecordError, updateItemIf } from './items.ts';
import { again, retryLostRace } from './retry-lost-race.ts';

/** Places for voices in one list of the provider. */
export interface Places {
  /** Voices in the list at the last count, including those of other users; null before the first count. */
  readonly used: number | null;
  /** Voices that the provider account may hold; null before the first count. */
  readonly limit: number | null;
  /** Voices at the last count, voices in flight at that time and places taken since. Before the first count, places taken. */
  readonly taken: number;
  readonly countedAt: Date | null;
}

/** The result of one scan of a list. */
export interface PlaceCount {
  readonly used: number;
  /** Voices that were in flight when the scan started and are not among those that it has listed. */
  readonly inFlight: number;
  readonly limit: number;
  readonly countedAt: Date;
}

/**
 * Counters of places: the items `BUDGET#<family>#<scope>`. Requests raise a counter and only a scan lowers it, so the next
 * scan corrects places of failed or deleted voices. The counter can be too high; the provider's answer decides.
 * Reads are consistent. Each write changes one item and can be repeated.
 */
export interface PlaceCounter {
  read(list: ProviderList): Promise<Places>;

  /**
   * Takes places for voices that are about to be requested: all of them or none. A repeated call takes further places.
   * @returns false if fewer places are free; always true before the first count
   */
  take(list: ProviderList, count?: number): Promise<boolean>;

  /** Starts to count the places taken during a scan. Replaces the count of an earlier scan. */
  startScan(list: ProviderList, scanId: string): Promise<void>;

  /** Sets the counter to the result of the scan plus the places taken during it. Does nothing if a later scan has started. */
  endScan(list: ProviderList, scanId: string, count: PlaceCount): Promise<void>;
}

const item = z.object({
  taken: z.int().nonnegative().default(0),
  used: z.int().nonnegative().optional(),
  limit: z.int().nonnegative().optional(),
  countedAt: timestamp.optional(),
});

/** Counter items in the DynamoDB table. */
export class DynamoPlaceCounter implements PlaceCounter {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async read(list: ProviderList): Promise<Places> {
    const stored = await readItem(this.#dynamo, this.#table, budgetKey(list));
    const parsed = item.safeParse(stored ?? {});
    if (!parsed.success) throw new UnreadableRecordError(`${budgetKey(list)} does not parse`);
    const { taken, used, limit, countedAt } = parsed.data;
    return {
      taken,
      used: used ?? null,
      limit: limit ?? null,
      countedAt: countedAt ? new Date(countedAt) : null,
    };
  }

  take(list: ProviderList, count = 1): Promise<boolean> {
    return count === 1 ? this.#takeOne(list) : this.#takeSeveral(list, count);
  }

  #takeOne(list: ProviderList): Promise<boolean> {
    return this.#update(list, {
      update: 'ADD taken :one, sinceScan :one',
      condition: 'attribute_not_exists(#limit) OR taken < #limit',
      names: { '#limit': 'limit' },
      values: { ':one': 1 },
    });
  }

  /** A condition cannot add, so the last value of `taken` that leaves enough places is computed from the limit read. */
  async #takeSeveral(list: ProviderList, count: number): Promise<boolean> {
    return retryLostRace(budgetKey(list), async () => {
      const { limit, taken } = await this.read(list);
      if (limit !== null && taken + count > limit) return false;
      const done = await this.#update(list, {
        update: 'ADD taken :count, sinceScan :count',
        condition: limit === null ? 'attribute_not_exists(#limit)' : '#limit = :limit AND taken <= :last',
        names: { '#limit': 'limit' },
        values: { ':count': count, ...(limit !== null && { ':limit': limit, ':last': limit - count }) },
      });
      // A condition that did not hold means that a scan or another request changed the counter, so it is read again.
      return done || again;
    });
  }

  async startScan(list: ProviderList, scanId: string): Promise<void> {
    await this.#update(list, {
      update: 'SET scanId = :id, sinceScan = :zero',
      // A repeated call must not discard places taken after the first call.
      condition: 'attribute_not_exists(scanId) OR scanId <> :id',
      values: { ':id': scanId, ':zero': 0 },
    });
  }

  async endScan(
    list: ProviderList,
    scanId: string,
    { used, inFlight, limit, countedAt }: PlaceCount,
  ): Promise<void> {
    await this.#update(list, {
      update: 'SET taken = sinceScan + :found, used = :used, #limit = :limit, countedAt = :countedAt',
      condition: 'scanId = :id',
      names: { '#limit': 'limit' },
      values: {
        ':id': scanId,
        ':found': used + inFlight,
        ':used': used,
        ':limit': limit,
        ':countedAt': countedAt.toISOString(),
      },
    });
  }

  #update(list: ProviderList, update: Update): Promise<boolean> {
    return updateItemIf(this.#dynamo, this.#table, budgetKey(list), update);
  }
}
