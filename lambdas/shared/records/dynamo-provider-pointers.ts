import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { ProviderPointers } from './provider-pointers.ts';

/** The pointers in the one DynamoDB table; reads are consistent. */
export class DynamoProviderPointers implements ProviderPointers {
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
