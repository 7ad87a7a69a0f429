import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { maxAliasesPerVoice } from '../voice/holds.ts';
import { changedAt, changedAtValues } from './changed-at.ts';
import { updateItem, updateItemIf } from './items.ts';

/** Holds of aliases on voices. While a voice has one, it is neither deleted nor purged. Each write can be repeated. */
export interface HoldStore {
  /**
   * Adds a hold. The voice keeps its place until the hold is released, even if a remake has retired it.
   * @throws LostRaceError unless the voice is `OK`, neither being deleted nor purged, and has fewer than ten holds
   */
  hold(voiceId: string, hold: string): Promise<void>;

  /**
   * Releases a hold. Does nothing if the voice does not have it.
   *
   * @param retireAt when the voice is to be deleted if this was its last hold; null to keep it
   */
  release(voiceId: string, hold: string, retireAt: Date | null): Promise<void>;
}

/** Holds in the records of the DynamoDB table. */
export class DynamoHoldStore implements HoldStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;
  readonly #now: () => Date;

  constructor(dynamo: DynamoDBClient, table: string, now: () => Date) {
    this.#dynamo = dynamo;
    this.#table = table;
    this.#now = now;
  }

  async hold(voiceId: string, hold: string): Promise<void> {
    await updateItem(this.#dynamo, this.#table, voiceId, {
      update: `SET ${changedAt} REMOVE retireAt ADD holds :holds`,
      condition:
        '#status = :ok AND attribute_not_exists(purgeClaim) AND attribute_not_exists(deleteRequested) ' +
        'AND (attribute_not_exists(holds) OR size(holds) < :max OR contains(holds, :hold))',
      names: { '#status': 'status' },
      values: {
        ':ok': 'OK',
        ':max': maxAliasesPerVoice,
        ':hold': hold,
        ':holds': new Set([hold]),
        ...changedAtValues(this.#now()),
      },
    });
  }

  async release(voiceId: string, hold: string, retireAt: Date | null): Promise<void> {
    const held = 'contains(holds, :hold)';
    const values = { ':hold': hold, ':holds': new Set([hold]), ...changedAtValues(this.#now()) };
    const isRetired =
      retireAt !== null &&
      (await updateItemIf(this.#dynamo, this.#table, voiceId, {
        update: `SET retireAt = :retireAt, ${changedAt} DELETE holds :holds`,
        condition: `${held} AND size(holds) = :one`,
        values: { ...values, ':one': 1, ':retireAt': retireAt.toISOString() },
      }));
    if (isRetired) return;
    await updateItemIf(this.#dynamo, this.#table, voiceId, {
      update: `SET ${changedAt} DELETE holds :holds`,
      condition: held,
      values,
    });
  }
}
