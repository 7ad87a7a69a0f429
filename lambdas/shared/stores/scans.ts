import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import type { ProviderList } from '../voice/provider-list.ts';
import { timestamp } from '../voice/record.ts';
import type { Update } from './items.ts';
import { LostRaceError, readItem, UnreadableRecordError, updateItemIf } from './items.ts';

/** Somebody's word that voices of a list are being deleted, until a time. */
export interface DeleteLease {
  readonly id: string;
  readonly until: Date;
}

/** What is known of a list besides the records. */
export interface ScanState {
  /** Raised by one with each lease: two readings of the same epoch without a lease had no deletion between them. */
  readonly epoch: number;
  /** The last one taken and not given back; of no force once its time has passed. */
  readonly lease: DeleteLease | null;
  /** When a scan last read the whole list with nothing being deleted meanwhile. */
  readonly lastCleanAt: Date | null;
  /** The key that the last scan read the list with. */
  readonly keyId: string | null;
  /** Since when clean scans have missed voices without proving that they are gone; null while there is no doubt. */
  readonly doubtedSince: Date | null;
}

/** How full a list was found. */
export interface VoiceCount {
  readonly used: number;
  /** What the provider allows. */
  readonly limit: number;
  readonly countedAt: Date;
  /** Whether the list was read whole, with nothing being deleted meanwhile. */
  readonly clean: boolean;
  /** The key that it was read with. */
  readonly keyId: string;
}

/**
 * One item a list, made on first use: who deletes says so by a lease; who scans looks at the item before its first page
 * and after its last. Reads are consistent; every write can be repeated.
 */
export interface ScanStore {
  read(list: ProviderList): Promise<ScanState>;

  /**
   * Takes the delete lease, or takes it again with a later end, and raises the epoch.
   * @throws LostRaceError while somebody else's is in force
   */
  takeDeleteLease(list: ProviderList, lease: DeleteLease, now: Date): Promise<void>;

  /** Gives a lease back; does nothing if it is no longer that one. */
  releaseDeleteLease(list: ProviderList, lease: Pick<DeleteLease, 'id'>): Promise<void>;

  /** Records when and how a list was read, unless a later scan is recorded. */
  recordScan(list: ProviderList, scan: Pick<VoiceCount, 'countedAt' | 'clean' | 'keyId'>): Promise<void>;

  /** Records that a clean scan left a doubt, or none. @returns since when there has been a doubt */
  recordDoubt(list: ProviderList, isDoubted: boolean, now: Date): Promise<Date | null>;
}

/**
 * Whether nothing was deleted through us while a list was read, by its item just before and just after.
 *
 * @param ownLease id of the reader's own lease, which disturbs nothing
 */
export function undisturbed(
  before: ScanState,
  after: ScanState,
  begunAt: Date,
  ownLease: string | null = null,
): boolean {
  // A lease taken in between shows in the epoch.
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

/** The items `SCAN#<family>#<scope>` in the one DynamoDB table. */
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
    if (!taken) throw new LostRaceError(`somebody else deletes from ${itemKey(list)}`);
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
    const cleanly = clean ? ', lastCleanAt = :at' : '';
    await this.#update(list, {
      update: `SET countedAt = :at, keyId = :keyId${cleanly}`,
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
