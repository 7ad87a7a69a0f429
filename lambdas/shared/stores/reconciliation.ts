import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { VoiceRecord, Warning } from '../voice/record.ts';
import { type Update, updateItem } from './items.ts';

/** What only reconciliation notes in a record. Every write is conditional and can be repeated; reads are consistent. */
export interface ReconciliationStore {
  /**
   * Notes that a list did not show the record's voice.
   * @throws LostRaceError if it has moved on, is noted already, or is being purged
   */
  recordMissing(record: VoiceRecord, at: Date): Promise<void>;

  /** Forgets that it was missing. @throws LostRaceError if that is forgotten, or noted anew */
  clearMissing(record: VoiceRecord): Promise<void>;

  /**
   * Records the last key that reached the record's voice.
   * @throws LostRaceError if another was recorded since the record was read
   */
  recordKey(record: VoiceRecord, keyId: string): Promise<void>;

  /** Replaces the warnings of a record. @throws LostRaceError if anything has changed the record since it was read */
  recordWarnings(record: VoiceRecord, warnings: readonly Warning[]): Promise<void>;

  /** Takes a record whose events are all published out of the index. @throws LostRaceError if it has changed */
  recordAnnounced(record: VoiceRecord): Promise<void>;

  /**
   * Gives the record to another execution; a review begins anew with it.
   * @throws LostRaceError if anybody has changed the record since it was read
   */
  raiseRun(record: VoiceRecord, now: Date): Promise<void>;
}

/** Attributes of the records in the one DynamoDB table. */
export class DynamoReconciliationStore implements ReconciliationStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async recordMissing(record: VoiceRecord, at: Date): Promise<void> {
    await this.#update(record, {
      update: 'SET missingSince = :at',
      condition:
        '#status = :status AND providerVoiceId = :id AND attribute_not_exists(missingSince) ' +
        'AND (attribute_not_exists(purgeClaim) OR purgeClaim.#until <= :at)',
      names: { '#status': 'status', '#until': 'until' },
      values: { ':at': at.toISOString(), ':status': record.status, ':id': record.providerVoiceId },
    });
  }

  async clearMissing(record: VoiceRecord): Promise<void> {
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

  async recordAnnounced(record: VoiceRecord): Promise<void> {
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
