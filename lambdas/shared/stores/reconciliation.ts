import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { announcedVoices } from '../contract.ts';
import type { VoiceRecord, Warning } from '../voice/record.ts';
import { changedAt, changedAtValues } from './changed-at.ts';
import { type Update, updateItem } from './items.ts';

/** Attributes of a record that only reconciliation writes. Each write is conditional and can be repeated. */
export interface ReconciliationStore {
  /**
   * Records that the provider's list does not contain the record's voice.
   * @throws LostRaceError if the record changed, the time is recorded already, or the voice is being purged
   */
  recordMissing(record: VoiceRecord, at: Date): Promise<void>;

  /** Removes the time since which the voice is missing. @throws LostRaceError if that time changed */
  clearMissing(record: VoiceRecord): Promise<void>;

  /**
   * Records the last key whose list contained the record's voice.
   * @throws LostRaceError if another key was recorded after the record was read
   */
  recordKey(record: VoiceRecord, keyId: string): Promise<void>;

  /** Replaces the warnings of a record. @throws LostRaceError if the record changed after it was read */
  recordWarnings(record: VoiceRecord, warnings: readonly Warning[], now: Date): Promise<void>;

  /** Records that no event of a record is pending. @throws LostRaceError if it changed after it was read */
  recordAnnounced(record: VoiceRecord): Promise<void>;

  /**
   * Assigns the record to a new execution. A review restarts with it.
   * @throws LostRaceError if the record changed after it was read
   */
  raiseRun(record: VoiceRecord, now: Date): Promise<void>;
}

/** Attributes of records in the DynamoDB table. */
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

  async recordWarnings(record: VoiceRecord, warnings: readonly Warning[], now: Date): Promise<void> {
    await this.#update(record, {
      update: `SET warnings = :warnings, ${changedAt}`,
      condition: '#sequence = :sequence AND (updatedAt = :updatedAt OR updatedAt = :now)',
      names: { '#sequence': 'sequence' },
      values: {
        ':warnings': warnings,
        ':updatedAt': record.updatedAt,
        ':sequence': record.sequence,
        ...changedAtValues(now),
      },
    });
  }

  async recordAnnounced(record: VoiceRecord): Promise<void> {
    await this.#update(record, {
      update: 'SET announcing = :announced',
      // Every transition changes both attributes.
      condition: 'updatedAt = :updatedAt AND #sequence = :sequence',
      names: { '#sequence': 'sequence' },
      values: {
        ':announced': announcedVoices,
        ':updatedAt': record.updatedAt,
        ':sequence': record.sequence,
      },
    });
  }

  async raiseRun(record: VoiceRecord, now: Date): Promise<void> {
    const review = record.status === 'DEPLOYING' ? ', reviewStartedAt = :now' : '';
    await this.#update(record, {
      update: `SET #run = :next, ${changedAt}${review}`,
      condition:
        '#status = :status AND ((#run = :run AND updatedAt = :updatedAt) OR (#run = :next AND updatedAt = :now))',
      names: { '#run': 'run', '#status': 'status' },
      values: {
        ':status': record.status,
        ':run': record.run,
        ':next': record.run + 1,
        ':updatedAt': record.updatedAt,
        ...changedAtValues(now),
      },
    });
  }

  #update({ voiceId }: VoiceRecord, update: Update): Promise<void> {
    return updateItem(this.#dynamo, this.#table, voiceId, update);
  }
}
