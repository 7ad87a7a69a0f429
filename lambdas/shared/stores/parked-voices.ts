import {
  DeleteItemCommand,
  type DynamoDBClient,
  paginateQuery,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { indexes, parkedItems } from '../contract.ts';
import type { ProviderList } from '../voice/provider-list.ts';
import { timestamp } from '../voice/record.ts';
import { type ParkedVoice, wakeHistory } from '../voice/wakes.ts';
import { convertLostRace, ignoreLostRace, UnreadableRecordError, updateItemIf } from './items.ts';

/** Voices of a list whose review is open. */
export interface ReviewCount {
  readonly waiting: number;
  readonly hasMore: boolean;
  /** Null without a voice. */
  readonly oldestSince: Date | null;
}

/** Counts open reviews. */
export interface ReviewCounter {
  /** Counts up to `max` parked voices of one provider list, and returns when the longest of their reviews began. */
  countReviews(list: ProviderList, max: number): Promise<ReviewCount>;
}

/**
 * Executions that wait for the review of their voice: the items `WAIT#<voiceId>`. The workflow writes an item when it
 * parks. The items are separate from the records, so that no index of records contains a task token.
 */
export interface ParkedVoiceStore {
  /** Lists the parked voices of one provider list, the oldest first. The list may lag behind the items. */
  ofList(list: ProviderList): Promise<readonly ParkedVoice[]>;

  /** Requests that the next sweep wakes the execution of a voice. Does nothing if the voice is not parked. */
  requestWake(voiceId: string): Promise<void>;

  /** Deletes the item of a parking that has ended. Does nothing if the voice was parked again under another token. */
  remove(voice: Pick<ParkedVoice, 'voiceId' | 'token'>): Promise<void>;
}

const item = z
  .object({
    voiceId: z.string().startsWith(parkedItems.prefix),
    providerVoiceId: z.string(),
    run: z.int().nonnegative(),
    token: z.string(),
    parkedAt: timestamp,
    reviewStartedAt: timestamp,
    expiresAtEpochSeconds: z.int(),
    wakeRequested: z.boolean().default(false),
    ...wakeHistory.shape,
  })
  .transform(
    ({
      voiceId,
      parkedAt,
      reviewStartedAt,
      expiresAtEpochSeconds,
      evidence,
      wakes,
      ...parked
    }): ParkedVoice => ({
      ...parked,
      voiceId: voiceId.slice(parkedItems.prefix.length),
      parkedAt: new Date(parkedAt),
      reviewStartedAt: new Date(reviewStartedAt),
      expiresAt: new Date(expiresAtEpochSeconds * 1_000),
      history: { evidence, wakes },
    }),
  );

const started = z.object({ reviewStartedAt: timestamp });

/** Items of parked executions in the DynamoDB table. */
export class DynamoParkedVoices implements ParkedVoiceStore, ReviewCounter {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async ofList({ family, scope }: ProviderList): Promise<readonly ParkedVoice[]> {
    const found: ParkedVoice[] = [];
    const pages = paginateQuery(
      { client: this.#dynamo },
      {
        TableName: this.#table,
        IndexName: indexes.byStatus.name,
        KeyConditionExpression: '#status = :list',
        ExpressionAttributeNames: { '#status': indexes.byStatus.partitionKey },
        ExpressionAttributeValues: marshall({ ':list': `${parkedItems.prefix}${family}#${scope}` }),
      },
    );
    for await (const { Items = [] } of pages) found.push(...Items.map((each) => parse(unmarshall(each))));
    return found;
  }

  async countReviews({ family, scope }: ProviderList, max: number): Promise<ReviewCount> {
    const { Items = [], LastEvaluatedKey } = await this.#dynamo.send(
      new QueryCommand({
        TableName: this.#table,
        IndexName: indexes.byStatus.name,
        KeyConditionExpression: '#status = :list',
        ProjectionExpression: 'reviewStartedAt',
        ExpressionAttributeNames: { '#status': indexes.byStatus.partitionKey },
        ExpressionAttributeValues: marshall({ ':list': `${parkedItems.prefix}${family}#${scope}` }),
        Limit: max,
      }),
    );
    const starts = Items.map((each) => started.parse(unmarshall(each)).reviewStartedAt).sort();
    const [oldest] = starts;
    return {
      waiting: starts.length,
      hasMore: LastEvaluatedKey !== undefined,
      oldestSince: oldest === undefined ? null : new Date(oldest),
    };
  }

  async requestWake(voiceId: string): Promise<void> {
    await updateItemIf(this.#dynamo, this.#table, itemKey(voiceId), {
      update: 'SET wakeRequested = :true',
      condition: 'attribute_exists(voiceId)',
      values: { ':true': true },
    });
  }

  async remove({ voiceId, token }: Pick<ParkedVoice, 'voiceId' | 'token'>): Promise<void> {
    const deletion = new DeleteItemCommand({
      TableName: this.#table,
      Key: marshall({ voiceId: itemKey(voiceId) }),
      ConditionExpression: '#token = :token',
      ExpressionAttributeNames: { '#token': 'token' },
      ExpressionAttributeValues: marshall({ ':token': token }),
    });
    await ignoreLostRace(convertLostRace(this.#dynamo.send(deletion), itemKey(voiceId)));
  }
}

function parse(value: Readonly<Record<string, unknown>>): ParkedVoice {
  const parsed = item.safeParse(value);
  if (!parsed.success) throw new UnreadableRecordError(`${String(value.voiceId)} does not parse`);
  return parsed.data;
}

function itemKey(voiceId: string): string {
  return `${parkedItems.prefix}${voiceId}`;
}
