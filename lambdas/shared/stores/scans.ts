import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { ProviderList } from '../voice/provider-list.ts';
import { timestamp } from '../voice/record.ts';
import type { Update } from './items.ts';
import { LostRaceError, readItem, UnreadableRecordError, updateItemIf } from './items.ts';

/** A lease that one process holds while it deletes voices of a list. */
export interface DeleteLease {
  readonly id: string;
  readonly until: Date;
}

/** Stored state of a list. */
export interface ScanState {
  /** Incremented with each lease. Two reads with the same epoch and no lease had no deletion between them. */
  readonly epoch: number;
  /** The last lease that was not released. It has no effect after `until`. */
  readonly lease: DeleteLease | null;
  /** Time of the last clean scan: one that read the whole list while nothing was deleted. */
  readonly lastCleanAt: Date | null;
  /** Id of the key that the last scan used. */
  readonly keyId: string | null;
  /** Time since which clean scans miss voices without proof that they are gone; null if they miss none. */
  readonly doubtedSince: Date | null;
}

/** Result of counting a list. */
export interface VoiceCount {
  readonly used: number;
  /** Voices that the provider allows. */
  readonly limit: number;
  readonly countedAt: Date;
  /** True if the scan read the whole list while nothing was deleted. */
  readonly clean: boolean;
  /** Id of the key that the scan used. */
  readonly keyId: string;
}

/**
 * Deletions and scans of the provider's lists: the items `SCAN#<family>#<scope>`. A process that deletes holds a lease. A
 * scan reads the item before its first page and after its last. Reads are consistent; each write can be repeated.
 */
export interface ScanStore {
  read(list: ProviderList): Promise<ScanState>;

  /**
   * Takes or extends the delete lease and increments the epoch.
   * @throws LostRaceError while another lease is in effect
   */
  takeDeleteLease(list: ProviderList, lease: DeleteLease, now: Date): Promise<void>;

  /** Releases a lease. Does nothing if another lease replaced it. */
  releaseDeleteLease(list: ProviderList, lease: Pick<DeleteLease, 'id'>): Promise<void>;

  /** Records a scan unless a later one is recorded. */
  recordScan(list: ProviderList, scan: Pick<VoiceCount, 'countedAt' | 'clean' | 'keyId'>): Promise<void>;

  /** Records whether a clean scan missed voices without proof. Returns the time since which scans do. */
  recordDoubt(list: ProviderList, isDoubted: boolean, now: Date): Promise<Date | null>;
}

/**
 * Returns true if this deployment deleted nothing while a list was read.
 *
 * @param before the list's item read just before the first page
 * @param after the same item read just after the last page
 * @param ownLease id of the reader's own lease, which is ignored
 */
export function isUndisturbed(
  before: ScanState,
  after: ScanState,
  begunAt: Date,
  ownLease: string | null = null,
): boolean {
  // A lease taken between the two reads changes the epoch.
  if (before.epoch !== after.epoch) return false;
  return before.lease === null || before.lease.until <= begunAt || before.lease.id === ownLease;
}

const item = z.object({
  epoch: z.int().nonnegative().default(0),
  leaseId: z.string().optional(),
  leaseUntil: timestamp.optional(),
  lastCleanAt: timestamp.optional(),
  keyId: z.string().optional(),
  doubtedSince: timestamp.optional(),
});

/** Scan items in the DynamoDB table. */
export class DynamoScanStore implements ScanStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async read(list: ProviderList): Promise<ScanState> {
    const stored = await readItem(this.#dynamo, this.#table, itemKey(list));
    const parsed = item.safeParse(stored ?? {});
    if (!parsed.success) throw new UnreadableRecordError(`${itemKey(list)} does not parse`);
    const { epoch, leaseId, leaseUntil, lastCleanAt, doubtedSince } = parsed.data;
    return {
      epoch,
      lease: leaseId && leaseUntil ? { id: leaseId, until: new Date(leaseUntil) } : null,
      lastCleanAt: lastCleanAt ? new Date(lastCleanAt) : null,
      keyId: parsed.data.keyId ?? null,
      doubtedSince: doubtedSince ? new Date(doubtedSince) : null,
    };
  }

  async takeDeleteLease(list: ProviderList, lease: DeleteLease, now: Date): Promise<void> {
    const taken = await this.#update(list, {
      update: 'SET leaseId = :id, leaseUntil = :until ADD epoch :one',
      condition: 'attribute_not_exists(leaseId) OR leaseUntil <= :now OR leaseId = :id',
      values: {
        ':id': lease.id,
        ':until': lease.until.toISOString(),
        ':now': now.toISOString(),
        ':one': 1,
      },
    });
    if (!taken) throw new LostRaceError(`another process deletes from ${itemKey(list)}`);
  }

  async releaseDeleteLease(list: ProviderList, { id }: Pick<DeleteLease, 'id'>): Promise<void> {
    await this.#update(list, {
      update: 'REMOVE leaseId, leaseUntil',
      condition: 'leaseId = :id',
      values: { ':id': id },
    });
  }

  async recordScan(
    list: ProviderList,
    { countedAt, clean, keyId }: Pick<VoiceCount, 'countedAt' | 'clean' | 'keyId'>,
  ): Promise<void> {
    const cleanAt = clean ? ', lastCleanAt = :at' : '';
    await this.#update(list, {
      update: `SET countedAt = :at, keyId = :keyId${cleanAt}`,
      condition: 'attribute_not_exists(countedAt) OR countedAt <= :at',
      values: {
        ':at': countedAt.toISOString(),
        ':keyId': keyId,
      },
    });
  }

  async recordDoubt(list: ProviderList, isDoubted: boolean, now: Date): Promise<Date | null> {
    const { doubtedSince } = await this.read(list);
    if (isDoubted === (doubtedSince !== null)) return doubtedSince;
    if (!isDoubted) {
      await this.#update(list, {
        update: 'REMOVE doubtedSince',
        condition: 'attribute_exists(voiceId)',
      });
      return null;
    }
    await this.#update(list, {
      update: 'SET doubtedSince = if_not_exists(doubtedSince, :now)',
      condition: 'attribute_exists(voiceId)',
      values: { ':now': now.toISOString() },
    });
    return (await this.read(list)).doubtedSince;
  }

  #update(list: ProviderList, update: Update): Promise<boolean> {
    return updateItemIf(this.#dynamo, this.#table, itemKey(list), update);
  }
}

function itemKey({ family, scope }: ProviderList): string {
  return `SCAN#${family}#${scope}`;
}
