import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { VoiceRecord } from '../voice/record.ts';
import { changedAt, changedAtValues } from './changed-at.ts';
import { type Update, updateItem, updateItemIf } from './items.ts';

/** The mark of a choice on a voice. */
export type Mark = NonNullable<VoiceRecord['keptBy']>;

/** Writes to the records of candidates, apart from transitions. Each write is conditional. */
export interface CandidateStore {
  /**
   * Marks a usable voice as kept, and withdraws a requested deletion. An earlier choice never replaces a later mark.
   * @throws LostRaceError if the voice is not `OK`, is being purged, or has a later mark
   */
  keep(voiceId: string, mark: Mark): Promise<void>;

  /** Removes the mark of a choice up to a version of the audition. Does nothing if the voice has a later mark, or none. */
  release(voiceId: string, upTo: number): Promise<void>;

  /**
   * Requests the deletion of a voice that does not exist yet, or no longer.
   * @throws LostRaceError if the record changed, the voice is held, or its deletion was requested before
   */
  requestDeletion(record: VoiceRecord, deletion: { at: Date; by: string; purgeAt: Date }): Promise<void>;
}

/** Marks in the records of the DynamoDB table. */
export class DynamoCandidateStore implements CandidateStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async keep(voiceId: string, mark: Mark): Promise<void> {
    await this.#update(voiceId, {
      update: 'SET keptBy = :mark REMOVE deleteRequested, deletedBecause',
      condition:
        '#status = :ok AND attribute_not_exists(purgeClaim) AND ' +
        '(attribute_not_exists(keptBy) OR keptBy.version <= :version)',
      names: { '#status': 'status' },
      values: { ':ok': 'OK', ':mark': mark, ':version': mark.version },
    });
  }

  async release(voiceId: string, upTo: number): Promise<void> {
    await updateItemIf(this.#dynamo, this.#table, voiceId, {
      update: 'REMOVE keptBy',
      condition: 'keptBy.version <= :version',
      values: { ':version': upTo },
    });
  }

  async requestDeletion(
    { voiceId, run, status, sequence }: VoiceRecord,
    { at, by, purgeAt }: { at: Date; by: string; purgeAt: Date },
  ): Promise<void> {
    await this.#update(voiceId, {
      update: `SET deleteRequested = :deletion, deletedBecause = :because, ${changedAt}`,
      condition:
        '#status = :status AND #run = :run AND #sequence = :sequence AND ' +
        'attribute_not_exists(deleteRequested) AND attribute_not_exists(keptBy) AND attribute_not_exists(holds)',
      names: { '#status': 'status', '#run': 'run', '#sequence': 'sequence' },
      values: {
        ':status': status,
        ':run': run,
        ':sequence': sequence,
        ...changedAtValues(at),
        ':because': 'not_chosen',
        ':deletion': { at: at.toISOString(), by, purgeAt: purgeAt.toISOString() },
      },
    });
  }

  #update(voiceId: string, update: Update): Promise<void> {
    return updateItem(this.#dynamo, this.#table, voiceId, update);
  }
}
