import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { ProviderList } from '../voice/provider-list.ts';
import { timestamp } from '../voice/record.ts';
import { readItem } from './items.ts';

/** A provider voice that an attempt of this deployment made and that no record will own. */
export interface Orphan extends ProviderList {
  readonly providerVoiceId: string;
  /** Id of the record whose attempt made it. */
  readonly voiceId: string;
  readonly attempt: string;
}

/** Orphans: the items `ORPHAN#<providerVoiceId>`. An item is kept for a while after the voice is deleted, as evidence of a paid create. */
export interface OrphanStore {
  /** Records that a list contained the orphan. Returns the time of the first such record. */
  recordSeen(orphan: Orphan, now: Date): Promise<Date>;

  /** Returns true if the orphan was recorded as deleted at the provider. */
  isDeleted(providerVoiceId: string): Promise<boolean>;

  /** Records that the orphan was deleted at the provider. */
  recordDeleted(orphan: Orphan, now: Date, expiresAt: Date): Promise<void>;
}

const seen = z.object({ firstSeenAt: timestamp });

/** Orphan items in the DynamoDB table. */
export class DynamoOrphanStore implements OrphanStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async recordSeen({ providerVoiceId, voiceId, attempt, family, scope }: Orphan, now: Date): Promise<Date> {
    const { Attributes = {} } = await this.#dynamo.send(
      new UpdateItemCommand({
        TableName: this.#table,
        Key: marshall({ voiceId: itemKey(providerVoiceId) }),
        UpdateExpression:
          'SET firstSeenAt = if_not_exists(firstSeenAt, :now), lastSeenAt = :now, ' +
          '#owner = :owner, attempt = :attempt, #family = :family, #scope = :scope',
        ExpressionAttributeNames: { '#owner': 'owner', '#family': 'family', '#scope': 'scope' },
        ExpressionAttributeValues: marshall({
          ':now': now.toISOString(),
          ':owner': voiceId,
          ':attempt': attempt,
          ':family': family,
          ':scope': scope,
        }),
        ReturnValues: 'ALL_NEW',
      }),
    );
    return new Date(seen.parse(unmarshall(Attributes)).firstSeenAt);
  }

  async isDeleted(providerVoiceId: string): Promise<boolean> {
    const item = await readItem(this.#dynamo, this.#table, itemKey(providerVoiceId));
    return item?.deletedAt !== undefined;
  }

  async recordDeleted({ providerVoiceId }: Orphan, now: Date, expiresAt: Date): Promise<void> {
    await this.#dynamo.send(
      new UpdateItemCommand({
        TableName: this.#table,
        Key: marshall({ voiceId: itemKey(providerVoiceId) }),
        UpdateExpression: 'SET deletedAt = :now, expiresAtEpochSeconds = :expires',
        ExpressionAttributeValues: marshall({
          ':now': now.toISOString(),
          ':expires': Math.ceil(expiresAt.getTime() / 1_000),
        }),
      }),
    );
  }
}

function itemKey(providerVoiceId: string): string {
  return `ORPHAN#${providerVoiceId}`;
}
