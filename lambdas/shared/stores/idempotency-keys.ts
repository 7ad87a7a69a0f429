import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import type { RequestKind } from '../contract.ts';
import { LostRaceError, putItem, readItem, UnreadableRecordError } from './items.ts';

/** An idempotency key and its owner. Keys of different owners or kinds of requests are independent. */
export interface RequestKey {
  readonly kind: RequestKind;
  readonly owner: string;
  readonly key: string;
}

/** The first use of an idempotency key. */
export interface IdempotencyEntry {
  /** Id of the voice or audition that the request created. */
  readonly resourceId: string;
  /** SHA-256 of the request, in hexadecimal. */
  readonly fingerprint: string;
  readonly expiresAt: Date;
}

/** Idempotency keys and what they created: the items `IDEM#<hash(owner, key)>`. Expired items are ignored. */
export interface IdempotencyStore {
  read(key: RequestKey, now: Date): Promise<IdempotencyEntry | null>;

  /** Stores the first use of a key. Returns the stored entry, which is an earlier one if the key was used before. */
  record(key: RequestKey, entry: IdempotencyEntry, now: Date): Promise<IdempotencyEntry>;
}

const item = z.object({
  pointsAt: z.string(),
  fingerprint: z.string(),
  /** The table's time-to-live attribute. DynamoDB deletes expired items up to days later, so reads check it too. */
  expiresAtEpochSeconds: z.number(),
});

/** Idempotency items in the DynamoDB table. */
export class DynamoIdempotencyStore implements IdempotencyStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async read(key: RequestKey, now: Date): Promise<IdempotencyEntry | null> {
    const stored = await readItem(this.#dynamo, this.#table, itemKey(key));
    if (!stored) return null;
    const parsed = item.safeParse(stored);
    if (!parsed.success) throw new UnreadableRecordError('the item of an idempotency key does not parse');
    const { pointsAt, fingerprint, expiresAtEpochSeconds } = parsed.data;
    if (expiresAtEpochSeconds <= epochSeconds(now)) return null;
    return { resourceId: pointsAt, fingerprint, expiresAt: new Date(expiresAtEpochSeconds * 1000) };
  }

  async record(key: RequestKey, entry: IdempotencyEntry, now: Date): Promise<IdempotencyEntry> {
    const expiresAtEpochSeconds = Math.ceil(entry.expiresAt.getTime() / 1000);
    const item = { pointsAt: entry.resourceId, fingerprint: entry.fingerprint, expiresAtEpochSeconds };
    try {
      await putItem(
        this.#dynamo,
        this.#table,
        { voiceId: itemKey(key), ...item },
        {
          condition: 'attribute_not_exists(voiceId) OR expiresAtEpochSeconds <= :now',
          values: { ':now': epochSeconds(now) },
        },
      );
      return entry;
    } catch (error) {
      if (!(error instanceof LostRaceError)) throw error;
      // This read uses the same time, so the existing entry cannot expire between the write and the read.
      const existing = await this.read(key, now);
      if (!existing) throw error;
      return existing;
    }
  }
}

/** The keys of voices have no kind, because earlier versions had no other. */
function itemKey({ kind, owner, key }: RequestKey): string {
  return `IDEM#${createHash('sha256')
    .update(JSON.stringify(kind === 'voice' ? [owner, key] : [owner, key, kind]))
    .digest('hex')}`;
}

function epochSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
