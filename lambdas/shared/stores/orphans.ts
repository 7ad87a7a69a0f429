import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { ProviderList } from '../voice/provider-list.ts';
import { timestamp } from '../voice/record.ts';
import { readItem } from './items.ts';

/** A voice of the provider that an attempt of ours has made and no record is to have. */
export interface Orphan extends ProviderList {
  readonly providerVoiceId: string;
  /** The record whose attempt made it. */
  readonly voiceId: string;
  readonly attempt: string;
}

/** One item an orphan, which stays for a while after the voice is gone: what was made, and perhaps paid, is on record. */
export interface OrphanStore {
  /** Notes that it was seen. @returns when that was so first */
  sight(orphan: Orphan, now: Date): Promise<Date>;

  /** Whether it is on record that it was deleted at the provider. */
  isDeleted(providerVoiceId: string): Promise<boolean>;

  /** Notes that it was deleted at the provider. */
  recordDeleted(orphan: Orphan, now: Date, expiresAt: Date): Promise<void>;
}

const sighted = z.object({ firstSeenAt: timestamp });

/** The items `ORPHAN#<providerVoiceId>` in the one DynamoDB table. */
export class DynamoOrphanStore implements OrphanStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async sight({ providerVoiceId, voiceId, attempt, family, scope }: Orphan, now: Date): Promise<Date> {
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
    return new Date(sighted.parse(unmarshall(Attributes)).firstSeenAt);
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
