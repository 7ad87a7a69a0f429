import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { LostRaceError, putItem, readItem, UnreadableRecordError } from './items.ts';

/** Whose key it is, and the key. The same key of two owners is two keys. */
export interface RequestKey {
  readonly owner: string;
  readonly key: string;
}

/** What a key was first used for. */
export interface IdempotencyEntry {
  readonly voiceId: string;
  /** SHA-256 of the request, in hexadecimal. */
  readonly fingerprint: string;
  readonly expiresAt: Date;
}

/** Which voice a request's key stands for: the pointers `IDEM#<hash(owner, key)>`. An expired one is as good as none. */
export interface IdempotencyStore {
  read(key: RequestKey, now: Date): Promise<IdempotencyEntry | null>;

  /** Points the key at a voice unless it points at one already. @returns the pointer that stands */
  point(key: RequestKey, pointer: IdempotencyEntry, now: Date): Promise<IdempotencyEntry>;
}

const item = z.object({
  pointsAt: z.string(),
  fingerprint: z.string(),
  /** Also the table's time-to-live attribute, which only tidies up: DynamoDB deletes days late. */
  expiresAtEpochSeconds: z.number(),
});

/** The pointers in the one DynamoDB table, beside the records. */
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
    if (!parsed.success) throw new UnreadableRecordError('the pointer of an idempotency key does not parse');
    const { pointsAt, fingerprint, expiresAtEpochSeconds } = parsed.data;
    if (expiresAtEpochSeconds <= epochSeconds(now)) return null;
    return { voiceId: pointsAt, fingerprint, expiresAt: new Date(expiresAtEpochSeconds * 1000) };
  }

  async point(key: RequestKey, pointer: IdempotencyEntry, now: Date): Promise<IdempotencyEntry> {
    const expiresAtEpochSeconds = Math.ceil(pointer.expiresAt.getTime() / 1000);
    const pointed = { pointsAt: pointer.voiceId, fingerprint: pointer.fingerprint, expiresAtEpochSeconds };
    try {
      await putItem(
        this.#dynamo,
        this.#table,
        { voiceId: itemKey(key), ...pointed },
        {
          condition: 'attribute_not_exists(voiceId) OR expiresAtEpochSeconds <= :now',
          values: { ':now': epochSeconds(now) },
        },
      );
      return pointer;
    } catch (error) {
      if (!(error instanceof LostRaceError)) throw error;
      // What stood in the way is read as of the same moment, so that it cannot have expired in between.
      const standing = await this.read(key, now);
      if (!standing) throw error;
      return standing;
    }
  }
}

function itemKey({ owner, key }: RequestKey): string {
  return `IDEM#${createHash('sha256')
    .update(JSON.stringify([owner, key]))
    .digest('hex')}`;
}

function epochSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}
