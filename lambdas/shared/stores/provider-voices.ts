import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { LostRaceError, orLostRace } from './items.ts';

/** Whose the provider's voices are: the items `PROVIDER#<providerVoiceId>`. */
export interface ProviderVoices {
  /** The record of a provider's voice; null where a pointer is missing, or points at a record that was never written. */
  recordOf(providerVoiceId: string): Promise<string | null>;

  /** Makes a provider's voice this record's, unless it is another's. @returns whose it is now */
  claim(providerVoiceId: string, voiceId: string): Promise<string>;
}

/** The pointers in the one DynamoDB table; reads are consistent. */
export class DynamoProviderVoices implements ProviderVoices {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async recordOf(providerVoiceId: string): Promise<string | null> {
    const owner = await this.#read(`PROVIDER#${providerVoiceId}`, 'owner');
    return owner === null ? null : this.#read(owner, 'voiceId');
  }

  async claim(providerVoiceId: string, voiceId: string): Promise<string> {
    const key = `PROVIDER#${providerVoiceId}`;
    try {
      await orLostRace(
        this.#dynamo.send(
          new PutItemCommand({
            TableName: this.#table,
            Item: marshall({ voiceId: key, owner: voiceId }),
            ConditionExpression: 'attribute_not_exists(voiceId)',
          }),
        ),
        key,
      );
      return voiceId;
    } catch (error) {
      if (!(error instanceof LostRaceError)) throw error;
      // Another import's, or this very write's, made by a try whose answer was lost.
      const owner = await this.#read(key, 'owner');
      if (owner === null) throw error;
      return owner;
    }
  }

  /** One attribute of an item, which is a text; null if it is not there. */
  async #read(key: string, attribute: string): Promise<string | null> {
    const { Item } = await this.#dynamo.send(
      new GetItemCommand({
        TableName: this.#table,
        Key: marshall({ voiceId: key }),
        ConsistentRead: true,
        ProjectionExpression: '#attribute',
        ExpressionAttributeNames: { '#attribute': attribute },
      }),
    );
    return Item?.[attribute]?.S ?? null;
  }
}
