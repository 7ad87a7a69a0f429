import { type DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import { indexes, type Status, statuses } from '../contract.ts';
import { SCOPES } from '../dashscope/vocabulary.ts';
import { timestamp } from '../voice/record.ts';
import type { DueBatch, DuePosition, DueVoice, DueVoices } from './due-voices.ts';
import { UnreadableRecordError } from './voice-store.ts';

const purgeable = ['DELETED', 'UNDEPLOYED', 'EXPIRED'] as const satisfies readonly Status[];

const item = z.object({
  voiceId: z.string(),
  status: z.enum(statuses),
  scope: z.enum(SCOPES),
  providerVoiceId: z.string().nullable().default(null),
  attempts: z.record(z.string(), z.object({ state: z.string(), keyId: z.string().optional() })),
  keyId: z.string().optional(),
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
    after: DuePosition | null,
  ): Promise<DueBatch> {
    const found: Due[] = [];
    for (const status of purgeable) found.push(...(await this.#dueIn(status, time)));
    const positions = found
      .map((due) => ({
        waits: waits({ ...due, keyId: keyOf(due) }),
        tried: due.purgeClaim?.until ?? '',
        purgeAt: due.purgeAt,
        voiceId: due.voiceId,
      }))
      .filter((position) => after === null || inOrder(position, after) > 0)
      .sort(inOrder);
    const batch = positions.slice(0, limit);
    const isLast = batch.length === positions.length;
    return {
      voiceIds: batch.map(({ voiceId }) => voiceId),
      total: positions.length,
      next: isLast ? null : (batch.at(-1) ?? null),
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
          'voiceId, #status, #scope, providerVoiceId, attempts, keyId, purgeAt, purgeClaim',
        ExpressionAttributeNames: {
          '#status': indexes.byStatus.partitionKey,
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

function keyOf({ keyId, attempts }: Due): string | null {
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
