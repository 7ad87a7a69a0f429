import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { ProviderList } from '../voice/provider-list.ts';
import { timestamp } from '../voice/record.ts';
import { readItem, updateItemIf } from './items.ts';

const item = z.object({ endedAt: timestamp.optional() });

/** The right to sweep one provider list, which one run has at a time. */
export interface SweepLease {
  /** Id of the run. */
  readonly id: string;
  readonly until: Date;
}

/** Sweeps of the provider's lists: the items `SWEEP#<family>#<scope>`. Two sweeps at once only cost calls. */
export interface SweepStore {
  /** Takes or extends the lease of a list. Returns false while another run has it. */
  take(list: ProviderList, lease: SweepLease, now: Date): Promise<boolean>;

  /** Takes the lease of a list from the run that has it. That run ends when it extends its lease. */
  takeOver(list: ProviderList, lease: SweepLease): Promise<void>;

  /** Releases a lease at the end of a run. Does nothing if another run has taken it. */
  release(list: ProviderList, lease: Pick<SweepLease, 'id'>, now: Date): Promise<void>;

  /** Returns when the last run that held the lease ended. Null before the first one. */
  lastEnd(list: ProviderList): Promise<Date | null>;
}

/** Items of sweeps in the DynamoDB table. */
export class DynamoSweeps implements SweepStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  take(list: ProviderList, lease: SweepLease, now: Date): Promise<boolean> {
    return updateItemIf(this.#dynamo, this.#table, itemKey(list), {
      update: taking,
      condition: 'attribute_not_exists(leaseId) OR leaseUntil <= :now OR leaseId = :id',
      values: { ...valuesOf(lease), ':now': now.toISOString() },
    });
  }

  async takeOver(list: ProviderList, lease: SweepLease): Promise<void> {
    await updateItemIf(this.#dynamo, this.#table, itemKey(list), {
      update: taking,
      condition: 'attribute_not_exists(leaseId) OR leaseId <> :id',
      values: valuesOf(lease),
    });
  }

  async release(list: ProviderList, { id }: Pick<SweepLease, 'id'>, now: Date): Promise<void> {
    await updateItemIf(this.#dynamo, this.#table, itemKey(list), {
      update: 'SET endedAt = :now REMOVE leaseId, leaseUntil',
      condition: 'leaseId = :id',
      values: { ':id': id, ':now': now.toISOString() },
    });
  }

  async lastEnd(list: ProviderList): Promise<Date | null> {
    const parsed = item.parse((await readItem(this.#dynamo, this.#table, itemKey(list))) ?? {});
    return parsed.endedAt === undefined ? null : new Date(parsed.endedAt);
  }
}

const taking = 'SET leaseId = :id, leaseUntil = :until';

function valuesOf({ id, until }: SweepLease) {
  return { ':id': id, ':until': until.toISOString() };
}

function itemKey({ family, scope }: ProviderList): string {
  return `SWEEP#${family}#${scope}`;
}
