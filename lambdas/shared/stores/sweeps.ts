import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { ProviderList } from '../voice/provider-list.ts';
import { timestamp } from '../voice/record.ts';
import { readItem, UnreadableRecordError, updateItemIf } from './items.ts';

/** The right to sweep one provider list, which one run has at a time. */
export interface SweepLease {
  /** Id of the run. */
  readonly id: string;
  readonly until: Date;
}

/** Sweeps of the provider's lists: the items `SWEEP#<family>#<scope>`. Two sweeps at once only cost calls. */
export interface SweepStore {
  /**
   * Takes or extends the lease of a list.
   * @returns null, or the time at which the lease of another run ends
   */
  take(list: ProviderList, lease: SweepLease, now: Date): Promise<Date | null>;

  /** Releases a lease. Does nothing if another run has taken it. */
  release(list: ProviderList, lease: Pick<SweepLease, 'id'>): Promise<void>;
}

const item = z.object({ leaseUntil: timestamp.optional() });

/** Items of sweeps in the DynamoDB table. */
export class DynamoSweeps implements SweepStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async take(list: ProviderList, { id, until }: SweepLease, now: Date): Promise<Date | null> {
    const isTaken = await updateItemIf(this.#dynamo, this.#table, itemKey(list), {
      update: 'SET leaseId = :id, leaseUntil = :until',
      condition: 'attribute_not_exists(leaseId) OR leaseUntil <= :now OR leaseId = :id',
      values: { ':id': id, ':until': until.toISOString(), ':now': now.toISOString() },
    });
    if (isTaken) return null;
    const stored = item.safeParse((await readItem(this.#dynamo, this.#table, itemKey(list))) ?? {});
    if (!stored.success) throw new UnreadableRecordError(`${itemKey(list)} does not parse`);
    return new Date(stored.data.leaseUntil ?? now);
  }

  async release(list: ProviderList, { id }: Pick<SweepLease, 'id'>): Promise<void> {
    await updateItemIf(this.#dynamo, this.#table, itemKey(list), {
      update: 'REMOVE leaseId, leaseUntil',
      condition: 'leaseId = :id',
      values: { ':id': id },
    });
  }
}

function itemKey({ family, scope }: ProviderList): string {
  return `SWEEP#${family}#${scope}`;
}
