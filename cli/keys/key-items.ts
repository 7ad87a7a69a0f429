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
import { awsCall } from '../deployment/aws-call.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { UnreadableKeyError } from '../errors/key-errors.ts';

const listed = 'KEY#ACTIVE' satisfies ApiKey['status'];

/** What is shown of a key. */
const shown = z.object({
  voiceId: z.string().regex(/^KEY#[0-9a-f]{64}$/),
  keyId: z.string(),
  owner: z.string(),
  scopes: z.array(z.enum(['read', 'write', 'admin'])),
  createdAt: z.iso.datetime(),
});
type ShownKey = Omit<z.infer<typeof shown>, 'voiceId'>;

/** The API keys of a deployment: items `KEY#<hash>` of its table, each written and deleted by itself. */
export class KeyItems {
  readonly #client: DynamoDBClient;
  readonly #table: string;

  constructor({ output, place }: Pick<Deployment, 'output' | 'place'>) {
    this.#client = new DynamoDBClient(place());
    this.#table = output('VoicesTableName');
  }

  /** Stores a key, unless it is stored already. */
  async put(item: ApiKey): Promise<void> {
    const command = new PutItemCommand({
      TableName: this.#table,
      Item: marshall(item),
      ConditionExpression: 'attribute_not_exists(voiceId)',
    });
    try {
      await this.#call(() => this.#client.send(command));
    } catch (error) {
      // An earlier try, whose answer was lost, or an earlier start has stored it.
      if (!(error instanceof Error && error.cause instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  /**
   * Lists the keys, the oldest first. One that was stored a moment ago may be missing: the index follows the table.
   *
   * @throws UnreadableKeyError
   */
  async list(): Promise<readonly ShownKey[]> {
    const keys = (await this.#read()).map((item) => {
      const parsed = shown.safeParse(item);
      if (parsed.success) return parsed.data;
      const where = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
      const id = idOf(String(item.voiceId));
      throw new UnreadableKeyError(
        `the item of ${id} does not parse at: ${where}; voice keys revoke ${id} removes it`,
      );
    });
    return keys
      .map(({ voiceId: _, ...key }) => key)
      .toSorted((one, other) => (one.createdAt < other.createdAt ? -1 : 1));
  }

  /**
   * Finds the items of a key.
   *
   * @param id as `list` shows it; an item that does not parse has one too
   * @returns the keys of the items: none for an unknown key
   */
  async find(id: string): Promise<readonly string[]> {
    const items = (await this.#read()).map(({ voiceId }) => String(voiceId));
    return items.filter((voiceId) => idOf(voiceId) === id);
  }

  /** Deletes an item, which may be gone already: from now on its key is refused. */
  async remove(voiceId: string): Promise<void> {
    const command = new DeleteItemCommand({ TableName: this.#table, Key: marshall({ voiceId }) });
    await this.#call(() => this.#client.send(command));
  }

  #read(): Promise<Record<string, unknown>[]> {
    const query = {
      TableName: this.#table,
      IndexName: 'byStatus',
      KeyConditionExpression: '#status = :status',
      ExpressionAttributeNames: { '#status': 'status' },
      ExpressionAttributeValues: marshall({ ':status': listed }),
    };
    return this.#call(async () => {
      const found: Record<string, unknown>[] = [];
      for await (const { Items = [] } of paginateQuery({ client: this.#client }, query)) {
        found.push(...Items.map((each) => unmarshall(each)));
      }
      return found;
    });
  }

  #call<Answer>(call: () => Promise<Answer>): Promise<Answer> {
    return awsCall(call, 'the API keys');
  }
}

/** Returns the id of the key in an item. It is short: an item written by hand may hold the key in place of its hash. */
function idOf(voiceId: string): string {
  return `key-${voiceId.replace(/^KEY#/, '').slice(0, 12)}`;
}
