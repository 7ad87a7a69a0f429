import { createHash } from 'node:crypto';
import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { type KeyScope, keyItems, keyScopes } from './contract.ts';
import type { Fields } from './platform/fields.ts';
import { parseUtcTime } from './platform/utc-time.ts';

/** Number of hexadecimal digits of the hash in a key's id. */
const idDigits = 12;

/** A stored API key. The item identifies the key but does not contain it. */
export interface ApiKey {
  /** SHA-256 of the key, in hexadecimal. The key is 256 random bits and cannot be guessed, so no slow hash is needed. */
  voiceId: string;
  status: typeof keyItems.status;
  keyId: string;
  owner: string;
  scopes: KeyScope[];
  createdAt: string;
}

const voiceIdPattern = new RegExp(`^${keyItems.prefix}[0-9a-f]{64}$`);

/** Parses the item of a key. Returns the names of the invalid attributes if there are any. */
export function parseKey(
  item: Fields,
): { readonly key: ApiKey } | { readonly invalid: readonly (keyof ApiKey)[] } {
  const { voiceId, status, keyId, owner, scopes, createdAt } = item;
  const key = {
    voiceId: typeof voiceId === 'string' && voiceIdPattern.test(voiceId) ? voiceId : undefined,
    status: status === keyItems.status ? status : undefined,
    // `voice keys revoke` finds the item by its id.
    keyId: typeof voiceId === 'string' && keyId === keyIdOf(voiceId) ? keyId : undefined,
    owner: typeof owner === 'string' && owner !== '' ? owner : undefined,
    scopes: Array.isArray(scopes) && scopes.length > 0 && scopes.every(isKeyScope) ? scopes : undefined,
    createdAt: typeof createdAt === 'string' && parseUtcTime(createdAt) ? createdAt : undefined,
  };
  return isComplete(key) ? { key } : { invalid: attributes.filter((name) => key[name] === undefined) };
}

const attributes = ['voiceId', 'status', 'keyId', 'owner', 'scopes', 'createdAt'] as const;

function isComplete(key: { readonly [Name in keyof ApiKey]: ApiKey[Name] | undefined }): key is ApiKey {
  return attributes.every((name) => key[name] !== undefined);
}

function isKeyScope(value: unknown): value is KeyScope {
  return keyScopes.some((scope) => scope === value);
}

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
    const parsed = parseKey(unmarshall(Item));
    if ('key' in parsed) return parsed.key;
    throw new UnreadableKeyError(
      `the item of ${keyIdOf(voiceId)} does not parse at: ${parsed.invalid.join(', ')}`,
    );
  }
}
