import { createHash } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import { keyItems, keyScopes } from './contract.ts';

/** Number of hexadecimal digits of the hash in a key's id. */
const idDigits = 12;

/** A stored API key. The item identifies the key but does not contain it. */
export const keyItem = z
  .object({
    /** SHA-256 of the key, in hexadecimal. The key is 256 random bits and cannot be guessed, so no slow hash is needed. */
    voiceId: z.string().regex(new RegExp(`^${keyItems.prefix}[0-9a-f]{64}$`)),
    status: z.literal(keyItems.status),
    keyId: z.string(),
    owner: z.string().min(1),
    scopes: z.array(z.enum(keyScopes)).min(1),
    createdAt: z.iso.datetime(),
  })
  // `voice keys revoke` finds the item by its id.
  .refine(({ voiceId, keyId }) => keyId === keyIdOf(voiceId), { path: ['keyId'] });
export type ApiKey = z.infer<typeof keyItem>;

const keyPattern = /^vdk_[A-Za-z0-9_-]{43}$/;
export function isKey(text: string): boolean {
  return keyPattern.test(text);
}

/** Returns the primary key of an API key's item. The attribute has the table's key name, `voiceId`. */
export function primaryKeyOf(key: string): string {
  return keyItems.prefix + createHash('sha256').update(key).digest('hex');
}

/** Returns the id of an item's API key, even if the item does not parse. */
export function keyIdOf(voiceId: string): string {
  return `key-${voiceId.slice(keyItems.prefix.length).slice(0, idDigits)}`;
}

/** A stored key does not parse. The message names the key's id and the invalid attributes, without their values. */
export class UnreadableKeyError extends Error {
  override readonly name = 'UnreadableKeyError';
}

export interface KeyStore {
  /**
   * Finds a key with a consistent read, so that a revoked key stops working immediately.
   *
   * @returns null for a key that is unknown or revoked
   * @throws UnreadableKeyError
   */
  find(key: string): Promise<ApiKey | null>;
}

/** The items `KEY#<hash>` in the DynamoDB table. */
export class DynamoKeyStore implements KeyStore {
  readonly #dynamo: DynamoDBClient;
  readonly #table: string;

  constructor(dynamo: DynamoDBClient, table: string) {
    this.#dynamo = dynamo;
    this.#table = table;
  }

  async find(key: string): Promise<ApiKey | null> {
    const voiceId = primaryKeyOf(key);
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
