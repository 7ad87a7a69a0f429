import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { VoiceRecord } from '../voice/record.ts';
import { LostRaceError, putItem, readItem, updateItemIf } from './items.ts';

/**
 * Owners of the provider's voices and of provider-side names: the items `PROVIDER#<providerVoiceId>` and `NAME#<token>`.
 * Reads are consistent. Every write is conditional and can be repeated.
 */
export interface ProviderVoiceStore {
  /** Returns the id of the record that owns a provider voice, or null. The record may not be written yet. */
  ownerOf(providerVoiceId: string): Promise<string | null>;

  /** Returns the id of the record that owns a provider voice, or null if it has no owner or the record does not exist. */
  recordOf(providerVoiceId: string): Promise<string | null>;

  /** Makes a record the owner of a provider voice unless another record owns it. Returns the id of the owner. */
  claim(providerVoiceId: string, voiceId: string): Promise<string>;

  /** Makes a record the owner of a provider voice. @throws LostRaceError if another record owns it */
  assign(providerVoiceId: string, voiceId: string): Promise<void>;

  /** Returns the id of the voice that a provider-side name is reserved for, or null. */
  ownerOfToken(token: string): Promise<string | null>;

  /**
   * Reserves a provider-side name token for one voice.
   *
   * @param expiresAt when the reservation may be deleted; by default a week after the purged record
   * @throws LostRaceError if the token is reserved for another voice
   */
  reserveToken(token: string, voiceId: string, expiresAt?: Date): Promise<void>;

  /**
   * Sets the expiry of a record's name and provider-voice items to a week after the record itself. DynamoDB deletes expired
   * items in no particular order, and these items must outlive the record.
   */
  expireReferences(record: VoiceRecord, recordExpiresAt: Date): Promise<void>;
}

const referencesOutliveMs = 7 * 86_400_000;
const unownedOrOwn = 'attribute_not_exists(voiceId) OR #owner = :owner';

/** Owner items in the DynamoDB table. */
export class DynamoProviderVoiceStore implements ProviderVoiceStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async ownerOf(providerVoiceId: string): Promise<string | null> {
    return ownerIn(await readItem(this.#dynamo, this.#table, providerKey(providerVoiceId)));
  }

  async recordOf(providerVoiceId: string): Promise<string | null> {
    const owner = await this.ownerOf(providerVoiceId);
    const record = owner && (await readItem(this.#dynamo, this.#table, owner));
    return record ? owner : null;
  }

  async claim(providerVoiceId: string, voiceId: string): Promise<string> {
    try {
      await this.assign(providerVoiceId, voiceId);
      return voiceId;
    } catch (error) {
      if (!(error instanceof LostRaceError)) throw error;
      const owner = await this.ownerOf(providerVoiceId);
      if (owner === null) throw error;
      return owner;
    }
  }

  async assign(providerVoiceId: string, voiceId: string): Promise<void> {
    await this.#putOwner({ voiceId: providerKey(providerVoiceId), owner: voiceId });
  }

  async ownerOfToken(token: string): Promise<string | null> {
    return ownerIn(await readItem(this.#dynamo, this.#table, nameKey(token)));
  }

  async reserveToken(token: string, voiceId: string, expiresAt?: Date): Promise<void> {
    const expires = expiresAt && { expiresAtEpochSeconds: Math.ceil(expiresAt.getTime() / 1_000) };
    await this.#putOwner({ voiceId: nameKey(token), owner: voiceId, ...expires });
  }

  async expireReferences(record: VoiceRecord, recordExpiresAt: Date): Promise<void> {
    const expires = Math.ceil((recordExpiresAt.getTime() + referencesOutliveMs) / 1_000);
    for (const key of referencesOf(record)) {
      // False if the item was never written, or if another record owns it.
      await updateItemIf(this.#dynamo, this.#table, key, {
        update: 'SET expiresAtEpochSeconds = :expires',
        condition: '#owner = :owner',
        names: { '#owner': 'owner' },
        values: { ':expires': expires, ':owner': record.voiceId },
      });
    }
  }

  #putOwner(item: { voiceId: string; owner: string; expiresAtEpochSeconds?: number }): Promise<void> {
    return putItem(this.#dynamo, this.#table, item, {
      condition: unownedOrOwn,
      names: { '#owner': 'owner' },
      values: { ':owner': item.owner },
    });
  }
}

function ownerIn(item: Readonly<Record<string, unknown>> | null): string | null {
  return typeof item?.owner === 'string' ? item.owner : null;
}

function referencesOf({ nameToken, providerVoiceId, attempts }: VoiceRecord): string[] {
  const extra = Object.values(attempts).flatMap(({ extraVoiceIds = [] }) => extraVoiceIds);
  const voices = new Set([...(providerVoiceId ? [providerVoiceId] : []), ...extra]);
  return [...(nameToken ? [nameKey(nameToken)] : []), ...[...voices].map(providerKey)];
}

function providerKey(providerVoiceId: string): string {
  return `PROVIDER#${providerVoiceId}`;
}

function nameKey(token: string): string {
  return `NAME#${token}`;
}
