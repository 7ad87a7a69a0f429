import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type ApiKey, keyIdOf, keyItem, keyItemOf } from './key.ts';
import { type KeyStore, UnreadableKeyError } from './key-store.ts';

/** The items `KEY#<hash>` in the one DynamoDB table. */
export class DynamoKeyStore implements KeyStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async find(key: string): Promise<ApiKey | null> {
    const voiceId = keyItemOf(key);
    const { Item } = await this.#dynamo.send(
      new GetItemCommand({ TableName: this.#table, Key: marshall({ voiceId }), ConsistentRead: true }),
    );
    if (!Item) return null;
    const parsed = keyItem.safeParse(unmarshall(Item));
    if (parsed.success) return parsed.data;
    const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new UnreadableKeyError(`the item of ${keyIdOf(voiceId)} does not parse at: ${where}`);
  }
}
