import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { VoiceRecord, Warning } from '../voice/record.ts';
import type { ReconciliationStore } from './reconciliation-store.ts';
import { type Update, updateItem } from './update-item.ts';

/** Attributes of the records in the one DynamoDB table. */
export class DynamoReconciliationStore implements ReconciliationStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async voiceOfToken(token: string): Promise<string | null> {
    const Key = marshall({ voiceId: `NAME#${token}` });
    const { Item } = await this.#dynamo.send(
      new GetItemCommand({ TableName: this.#table, Key, ConsistentRead: true }),
    );
    return Item?.owner?.S ?? null;
  }

  async noteMissing(record: VoiceRecord, at: Date): Promise<void> {
    await this.#update(record, {
      update: 'SET missingSince = :at',
      condition:
        '#status = :status AND providerVoiceId = :id AND attribute_not_exists(missingSince) ' +
        'AND (attribute_not_exists(purgeClaim) OR purgeClaim.#until <= :at)',
      names: { '#status': 'status', '#until': 'until' },
      values: { ':at': at.toISOString(), ':status': record.status, ':id': record.providerVoiceId },
    });
  }

  async noteSeen(record: VoiceRecord): Promise<void> {
    await this.#update(record, {
      update: 'REMOVE missingSince',
      condition: 'missingSince = :since',
      values: { ':since': record.missingSince },
    });
  }

  async recordKey(record: VoiceRecord, keyId: string): Promise<void> {
    await this.#update(record, {
      update: 'SET keyId = :keyId',
      condition:
        'providerVoiceId = :id AND ' +
        (record.keyId === undefined ? 'attribute_not_exists(keyId)' : '(keyId = :was OR keyId = :keyId)'),
      values: {
        ':keyId': keyId,
        ':id': record.providerVoiceId,
        ...(record.keyId !== undefined && { ':was': record.keyId }),
      },
    });
  }

  async recordWarnings(record: VoiceRecord, warnings: readonly Warning[]): Promise<void> {
    await this.#update(record, {
      update: 'SET warnings = :warnings',
      condition: '#sequence = :sequence AND updatedAt = :updatedAt',
      names: { '#sequence': 'sequence' },
      values: { ':warnings': warnings, ':updatedAt': record.updatedAt, ':sequence': record.sequence },
    });
  }

  async noteAnnounced(record: VoiceRecord): Promise<void> {
    await this.#update(record, {
      update: 'REMOVE announcing',
      // A transition changes both.
      condition: 'updatedAt = :updatedAt AND #sequence = :sequence',
      names: { '#sequence': 'sequence' },
      values: { ':updatedAt': record.updatedAt, ':sequence': record.sequence },
    });
  }

  async raiseRun(record: VoiceRecord, now: Date): Promise<void> {
    const review = record.status === 'DEPLOYING' ? ', reviewStartedAt = :now' : '';
    await this.#update(record, {
      update: `SET #run = :next, updatedAt = :now${review}`,
      condition:
        '#status = :status AND ((#run = :run AND updatedAt = :updatedAt) OR (#run = :next AND updatedAt = :now))',
      names: { '#run': 'run', '#status': 'status' },
      values: {
        ':status': record.status,
        ':run': record.run,
        ':next': record.run + 1,
        ':updatedAt': record.updatedAt,
        ':now': now.toISOString(),
      },
    });
  }

  #update({ voiceId }: VoiceRecord, update: Update): Promise<void> {
    return updateItem(this.#dynamo, this.#table, voiceId, update);
  }
}
