import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** The condition of a write did not hold because another writer changed the item first. */
export class LostRaceError extends Error {
  override readonly name = 'LostRaceError';
}

/** A stored item does not have the expected shape. The message holds names of attributes, never values. */
export class UnreadableRecordError extends Error {
  override readonly name = 'UnreadableRecordError';
}

/** A condition with its placeholders; the values are plain JavaScript values. */
export interface Condition {
  readonly condition: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Readonly<Record<string, unknown>>;
}

/** The expressions of an UpdateItem call. */
export interface Update extends Condition {
  readonly update: string;
}

/** Reads an item consistently. Returns null if it does not exist. */
export async function readItem(
  dynamo: DynamoDBClient,
  table: string,
  key: string,
): Promise<Record<string, unknown> | null> {
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: table, Key: marshall({ voiceId: key }), ConsistentRead: true }),
  );
  return Item ? unmarshall(Item) : null;
}

/** Writes a whole item if the condition holds. @throws LostRaceError if it does not */
export async function putItem(
  dynamo: DynamoDBClient,
  table: string,
  item: Readonly<Record<string, unknown>>,
  condition: Condition,
): Promise<void> {
  const write = new PutItemCommand({ TableName: table, Item: marshalled(item), ...expressionOf(condition) });
  await convertLostRace(dynamo.send(write), String(item.voiceId));
}

/** Changes an item if the condition holds. @throws LostRaceError if it does not */
export async function updateItem(
  dynamo: DynamoDBClient,
  table: string,
  key: string,
  { update, ...condition }: Update,
): Promise<void> {
  const write = new UpdateItemCommand({
    TableName: table,
    Key: marshall({ voiceId: key }),
    UpdateExpression: update,
    ...expressionOf(condition),
  });
  await convertLostRace(dynamo.send(write), key);
}

/** Changes an item if the condition holds. Returns whether it held. */
export async function updateItemIf(
  dynamo: DynamoDBClient,
  table: string,
  key: string,
  update: Update,
): Promise<boolean> {
  return wins(updateItem(dynamo, table, key, update));
}

/** Returns false if another writer changed the item first. @throws the other errors of the write */
export async function wins(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof LostRaceError) return false;
    throw error;
  }
}

/** Waits for a write that another writer may have made already or made needless. @throws its other errors */
export async function ignoreLostRace(write: Promise<unknown>): Promise<void> {
  await wins(write);
}

/**
 * Converts an item to DynamoDB's JSON and drops undefined values. Nested objects become maps first: the SDK recognizes
 * plain objects by their `constructor` property, and a label may have that name.
 */
export function marshalled(item: Readonly<Record<string, unknown>>): Record<string, AttributeValue> {
  const entries = Object.entries(item).map(([name, value]) => [name, withMaps(value)]);
  return marshall(Object.fromEntries(entries), { removeUndefinedValues: true });
}

function withMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMaps);
  if (value instanceof Set) return value;
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, inner]) => [key, withMaps(inner)]));
}

function expressionOf({ condition, names, values = {} }: Condition) {
  return {
    ConditionExpression: condition,
    ...(names && { ExpressionAttributeNames: { ...names } }),
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: marshalled(values) }),
  };
}

export async function convertLostRace(write: Promise<unknown>, key: string): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    throw new LostRaceError(`a condition on ${key} did not hold`, { cause: error });
  }
}
