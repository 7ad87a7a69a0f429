import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { ProviderList } from '../voice/provider-list.ts';
import { timestamp } from '../voice/record.ts';
import type { DeleteLease, ScanState, ScanStore, VoiceCount } from './scan-store.ts';
import { LostRaceError, UnreadableRecordError } from './voice-store.ts';

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
    const { Item } = await this.#dynamo.send(
      new GetItemCommand({ TableName: this.#table, Key: keyOf(list), ConsistentRead: true }),
    );
    const parsed = item.safeParse(Item ? unmarshall(Item) : {});
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
      UpdateExpression: 'SET leaseId = :id, leaseUntil = :until ADD epoch :one',
      ConditionExpression: 'attribute_not_exists(leaseId) OR leaseUntil <= :now OR leaseId = :id',
      ExpressionAttributeValues: marshall({
        ':id': lease.id,
        ':until': lease.until.toISOString(),
        ':now': now.toISOString(),
        ':one': 1,
      }),
    });
    if (!taken) throw new LostRaceError(`somebody else deletes from ${itemKey(list)}`);
  }

  async giveBackDeleteLease(list: ProviderList, { id }: Pick<DeleteLease, 'id'>): Promise<void> {
    await this.#update(list, {
      UpdateExpression: 'REMOVE leaseId, leaseUntil',
      ConditionExpression: 'leaseId = :id',
      ExpressionAttributeValues: marshall({ ':id': id }),
    });
  }

  async recordScan(
    list: ProviderList,
    { countedAt, clean, keyId }: Pick<VoiceCount, 'countedAt' | 'clean' | 'keyId'>,
  ): Promise<void> {
    const cleanly = clean ? ', lastCleanAt = :at' : '';
    await this.#update(list, {
      UpdateExpression: `SET countedAt = :at, keyId = :keyId${cleanly}`,
      ConditionExpression: 'attribute_not_exists(countedAt) OR countedAt <= :at',
      ExpressionAttributeValues: marshall({
        ':at': countedAt.toISOString(),
        ':keyId': keyId,
      }),
    });
  }

  async recordDoubt(list: ProviderList, isDoubted: boolean, now: Date): Promise<Date | null> {
    const { doubtedSince } = await this.read(list);
    if (isDoubted === (doubtedSince !== null)) return doubtedSince;
    if (!isDoubted) {
      await this.#update(list, {
        UpdateExpression: 'REMOVE doubtedSince',
        ConditionExpression: 'attribute_exists(voiceId)',
      });
      return null;
    }
    await this.#update(list, {
      UpdateExpression: 'SET doubtedSince = if_not_exists(doubtedSince, :now)',
      ConditionExpression: 'attribute_exists(voiceId)',
      ExpressionAttributeValues: marshall({ ':now': now.toISOString() }),
    });
    return (await this.read(list)).doubtedSince;
  }

  /** @returns whether the condition held */
  async #update(
    list: ProviderList,
    update: Pick<
      UpdateItemCommand['input'],
      'UpdateExpression' | 'ConditionExpression' | 'ExpressionAttributeNames' | 'ExpressionAttributeValues'
    >,
  ): Promise<boolean> {
    try {
      await this.#dynamo.send(new UpdateItemCommand({ TableName: this.#table, Key: keyOf(list), ...update }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

function itemKey({ family, scope }: ProviderList): string {
  return `SCAN#${family}#${scope}`;
}

function keyOf(list: ProviderList) {
  return marshall({ voiceId: itemKey(list) });
}
