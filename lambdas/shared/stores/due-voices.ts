import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { indexes, type Status, statuses } from '../contract.ts';
import { FAMILIES, type Family, SCOPES, type Scope } from '../dashscope/vocabulary.ts';
import { timestamp } from '../voice/record.ts';
import { UnreadableRecordError } from './items.ts';

/** As much of a voice that is due as its turn depends on; from an index, so it may be a moment old. */
export interface DueVoice {
  readonly voiceId: string;
  readonly family: Family;
  readonly scope: Scope;
  readonly status: Status;
  readonly providerVoiceId: string | null;
  /** The key that it was made or imported with; null where that is not recorded. */
  readonly keyId: string | null;
  readonly deletedAt: string | null;
  readonly purgeAt: string;
  /** Whether a purge has claimed it: it can no longer be restored. */
  readonly isClaimed: boolean;
}

/** The position of a voice among those that are due. */
export interface DuePosition {
  readonly waits: boolean;
  /** The end of its last purge claim; empty for a voice that no purge has claimed. */
  readonly tried: string;
  readonly purgeAt: string;
  readonly voiceId: string;
}

export interface DueBatch {
  readonly voices: readonly DueVoice[];
  /** Voices that are left out because they are kept, the one deleted longest ago first. */
  readonly kept: readonly DueVoice[];
  /** All that are due after the given position, these included. */
  readonly total: number;
  /** The position of the last of these; null if no more are due. */
  readonly next: DuePosition | null;
}

export interface DueVoices {
  /**
   * Voices whose time to be purged has come and that no purge is at work on. Those that no purge has tried yet come
   * first, by the time they fell due; one whose purge did not succeed waits for its turn behind the others, and behind
   * those one that has to wait.
   *
   * With the same time and the position where the last batch ended, no voice is in two batches: one that was claimed
   * since is not due at that time, and one that was not claimed keeps its position.
   *
   * @param waits whether a voice has to wait for a key of its account
   * @param keeps whether a voice that may be purged is left where it is
   * @param after where the last batch ended; null for the first one
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
  purgeClaim: z.object({ until: timestamp }).optional(),
});
type Due = z.infer<typeof item>;

/**
 * The index by status. It is read to its end, which is not far: what waits for a purge takes up room at the provider,
 * who has little of it.
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
        FilterExpression:
          'purgeAt <= :now AND (attribute_not_exists(purgeClaim) OR purgeClaim.#until <= :now)',
        ProjectionExpression:
          'voiceId, #status, #family, #scope, providerVoiceId, attempts, keyId, deletedAt, purgeAt, purgeClaim',
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
  return { ...due, keyId: keyOf(due), isClaimed: purgeClaim !== undefined };
}

function byDeletion(one: DueVoice, other: DueVoice): number {
  return compare(one.deletedAt ?? '', other.deletedAt ?? '') || compare(one.voiceId, other.voiceId);
}

function keyOf({ keyId, attempts }: Pick<Due, 'keyId' | 'attempts'>): string | null {
  return keyId ?? Object.values(attempts).find(({ state }) => state === 'MADE')?.keyId ?? null;
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
