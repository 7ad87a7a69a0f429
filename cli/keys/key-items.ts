import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { z } from 'zod';
import type { ApiKey } from '../../client/types.ts';
import { callAws } from '../deployment/call-aws.ts';
import type { Deployment } from '../deployment/find-deployment.ts';
import { UnreadableKeyError } from '../errors/key-errors.ts';

const activeStatus = 'KEY#ACTIVE' satisfies ApiKey['status'];

/** The fields of a key that a list shows. */
const keyFields = z.object({
  voiceId: z.string().regex(/^KEY#[0-9a-f]{64}$/),
  keyId: z.string(),
  owner: z.string(),
  scopes: z.array(z.enum(['read', 'write', 'admin'])),
  createdAt: z.iso.datetime(),
});
type ListedKey = Omit<z.infer<typeof keyFields>, 'voiceId'>;

/** The API keys of a deployment. Each key is an item `KEY#<hash>` of the table. */
export class KeyItems {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor({ output, clientConfig }: Pick<Deployment, 'output' | 'clientConfig'>) {
    this.#client = new DynamoDBClient(clientConfig());
    this.#table = output('VoicesTableName');
  }

  /** Stores a key. Does nothing if the key is already stored. */
  async put(item: ApiKey): Promise<void> {
    const command = new PutItemCommand({
      TableName: this.#table,
      Item: marshall(item),
      ConditionExpression: 'attribute_not_exists(voiceId)',
    });
    try {
      await this.#call(() => this.#client.send(command));
    } catch (error) {
      // An earlier attempt whose response was lost, or an earlier start, has stored it.
      if (!(error instanceof Error && error.cause instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  /**
   * Lists the keys, oldest first. A key that was stored a moment ago may be missing, because the index is eventually
   * consistent.
   *
   * @throws UnreadableKeyError
   */
  async list(): Promise<readonly ListedKey[]> {
    const keys = (await this.#read()).map((item) => {
      const parsed = keyFields.safeParse(item);
      if (parsed.success) return parsed.data;
      const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
      const id = keyIdOf(String(item.voiceId));
      throw new UnreadableKeyError(
        `the item of ${id} has invalid fields (${fields}); voice keys revoke ${id} deletes it`,
      );
    });
    return keys
      .map(({ voiceId: _, ...key }) => key)
      .toSorted((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
  }

  /**
   * Finds the items of an API key, including items that cannot be parsed.
   *
   * @param id an id from `list`
   * @returns the primary keys of the items, or none for an unknown id
   */
  async find(id: string): Promise<readonly string[]> {
    const items = (await this.#read()).map(({ voiceId }) => String(voiceId));
    return items.filter((voiceId) => keyIdOf(voiceId) === id);
  }

  /** Deletes an item, so that its API key is refused from now on. Succeeds if the item does not exist. */
  async delete(voiceId: string): Promise<void> {
    const command = new DeleteItemCommand({ TableName: this.#table, Key: marshall({ voiceId }) });
    await this.#call(() => this.#client.send(command));
  }

  #read(): Promise<Record<string, unknown>[]> {
    const query = {
      TableName: this.#table,
      IndexName: 'byStatus',
      KeyConditionExpression: '#status = :status',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: marshall({ ':status': activeStatus }),
    };
    return this.#call(async () => {
      const items: Record<string, unknown>[] = [];
      for await (const { Items = [] } of paginateQuery({ client: this.#client }, query)) {
        items.push(...Items.map((each) => unmarshall(each)));
      }
      return items;
    });
  }

  #call<Result>(call: () => Promise<Result>): Promise<Result> {
    return callAws(call, 'the API keys');
  }
}

/** Returns the id of an item's key. It is short, because an item written by hand may contain the key instead of its hash. */
function keyIdOf(voiceId: string): string {
  return `key-${voiceId.replace(/^KEY#/, '').slice(0, 12)}`;
}
