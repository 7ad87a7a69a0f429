import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { type DeletionCause, deletionCauses, indexes, type Status, statuses } from '../contract.ts';
import { FAMILIES, type Family, SCOPES, type Scope } from '../dashscope/vocabulary.ts';
import { keyOfVoice } from '../voice/accounts.ts';
import { timestamp } from '../voice/record.ts';
import { UnreadableRecordError } from './items.ts';

/** A voice that is due for purging, with the fields of its order. It comes from an index, so it can be stale. */
export interface DueVoice {
  readonly voiceId: string;
  readonly family: Family;
  readonly scope: Scope;
  readonly status: Status;
  readonly providerVoiceId: string | null;
  /** Id of the provider key that created or imported the voice; null if not recorded. */
  readonly keyId: string | null;
  readonly deletedAt: string | null;
  readonly purgeAt: string;
  readonly deletedBecause: DeletionCause | null;
  /** True after a purge claimed it. It can no longer be restored. */
  readonly isClaimed: boolean;
}

/** Position of a voice in the order of due voices. */
export interface DuePosition {
  readonly waits: boolean;
  /** End of the last purge claim, ISO 8601; empty if no purge has claimed the voice. */
  readonly tried: string;
  readonly purgeAt: string;
  readonly voiceId: string;
}

export interface DueBatch {
  readonly voices: readonly DueVoice[];
  /** Due voices excluded by `keeps`, the earliest deletion first. */
  readonly kept: readonly DueVoice[];
  /** Number of due voices after the given position, including this batch. */
  readonly total: number;
  /** Position of the last voice of the batch; null if no more voices are due. */
  readonly next: DuePosition | null;
}

export interface DueVoices {
  /**
   * Lists voices that are due for purging and that no purge has claimed at the moment. Voices not
   * tried yet come first, by due time. Voices whose last purge failed follow, then voices that wait for a key of their
   * account.
   *
   * Batches read with the same time, each from the end of the previous one, contain no voice twice. A voice claimed in
   * between is no longer due at that time, and an unclaimed voice keeps its position.
   *
   * @param waits returns true for a voice that waits for a key of its account
   * @param keeps returns true for a voice to exclude although it is due
   * @param after end of the previous batch; null for the first batch
   */
  due(
    time: Date,
    limit: number,
    waits: (voice: DueVoice) => boolean,
    keeps: (voice: DueVoice) => boolean,
    after: DuePosition | null,
  ): Promise<DueBatch>;
}

const purgeable = ['DELETED', 'UNDEPLOYED', 'EXPIRED'] as const satisfies readonly Status[];

const item = z.object({
  voiceId: z.string(),
  status: z.enum(statuses),
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  providerVoiceId: z.string().nullable().default(null),
  attempts: z.record(z.string(), z.object({ state: z.string(), keyId: z.string().optional() })),
  keyId: z.string().optional(),
  deletedAt: timestamp.nullable().default(null),
  purgeAt: timestamp,
  deletedBecause: z.enum(deletionCauses).nullable().default(null),
  purgeClaim: z.object({ until: timestamp }).optional(),
});
type Due = z.infer<typeof item>;

/**
 * Due voices from the index by status. Each query reads all pages: due voices still occupy places at the provider, so
 * there are at most a few thousand.
 */
export class DynamoDueVoices implements DueVoices {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async due(
    time: Date,
    limit: number,
    waits: (voice: DueVoice) => boolean,
    keeps: (voice: DueVoice) => boolean,
    after: DuePosition | null,
  ): Promise<DueBatch> {
    const found: Due[] = [];
    for (const status of purgeable) found.push(...(await this.#dueIn(status, time)));
    const voices = found.map((item) => ({ item, voice: voiceOf(item) }));
    const due = voices
      .filter(({ voice }) => !keeps(voice))
      .map(({ item, voice }) => ({
        voice,
        position: {
          waits: waits(voice),
          tried: item.purgeClaim?.until ?? '',
          purgeAt: item.purgeAt,
          voiceId: item.voiceId,
        },
      }))
      .filter(({ position }) => after === null || inOrder(position, after) > 0)
      .sort((one, other) => inOrder(one.position, other.position));
    const batch = due.slice(0, limit);
    const isLast = batch.length === due.length;
    return {
      voices: batch.map(({ voice }) => voice),
      kept: voices
        .map(({ voice }) => voice)
        .filter(keeps)
        .sort(byDeletion),
      total: due.length,
      next: isLast ? null : (batch.at(-1)?.position ?? null),
    };
  }

  async #dueIn(status: Status, now: Date): Promise<Due[]> {
    const found: Due[] = [];
    const pages = paginateQuery(
      { client: this.#dynamo },
      {
        TableName: this.#table,
        IndexName: indexes.byStatus.name,
        KeyConditionExpression: '#status = :status',
        // An alias keeps an expired voice, because a remake of the alias needs the texts.
        FilterExpression:
          'attribute_not_exists(holds) AND purgeAt <= :now AND (attribute_not_exists(purgeClaim) OR purgeClaim.#until <= :now)',
        ProjectionExpression:
          'voiceId, #status, #family, #scope, providerVoiceId, attempts, keyId, deletedAt, purgeAt, deletedBecause, purgeClaim',
        ExpressionAttributeNames: {
          '#status': indexes.byStatus.partitionKey,
          '#family': 'family',
          '#scope': 'scope',
          '#until': 'until',
        },
        ExpressionAttributeValues: marshall({ ':status': status, ':now': now.toISOString() }),
      },
    );
    for await (const { Items = [] } of pages) found.push(...Items.map((each) => parse(unmarshall(each))));
    return found;
  }
}

function parse(value: Readonly<Record<string, unknown>>): Due {
  const parsed = item.safeParse(value);
  if (!parsed.success) throw new UnreadableRecordError(`record ${String(value.voiceId)} does not parse`);
  return parsed.data;
}

function voiceOf({ purgeClaim, ...due }: Due): DueVoice {
  return { ...due, keyId: keyOfVoice(due), isClaimed: purgeClaim !== undefined };
}

function byDeletion(one: DueVoice, other: DueVoice): number {
  return compare(one.deletedAt ?? '', other.deletedAt ?? '') || compare(one.voiceId, other.voiceId);
}

function inOrder(one: DuePosition, other: DuePosition): number {
  return (
    Number(one.waits) - Number(other.waits) ||
    compare(one.tried, other.tried) ||
    compare(one.purgeAt, other.purgeAt) ||
    compare(one.voiceId, other.voiceId)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}
