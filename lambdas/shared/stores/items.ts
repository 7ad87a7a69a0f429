import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

/** A condition of a write did not hold: somebody else has moved the record on. */
export class LostRaceError extends Error {
  override readonly name = 'LostRaceError';
}

/** A stored item does not parse as a voice's record. */
export class UnreadableRecordError extends Error {
  override readonly name = 'UnreadableRecordError';
}

/**
 * Returns an item in DynamoDB's JSON, without undefined values. Inner objects may have any key but `__proto__`: the SDK
 * tells objects by their property `constructor`, which a label may hide, and so it is given maps.
 */
export function marshalled(item: Readonly<Record<string, unknown>>): Record<string, AttributeValue> {
  const entries = Object.entries(item).map(([name, value]) => [name, withMaps(value)]);
  return marshall(Object.fromEntries(entries), { removeUndefinedValues: true });
}

function withMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMaps);
  if (typeof value !== 'object' || value === null) return value;
  return new Map(Object.entries(value).map(([key, inner]) => [key, withMaps(inner)]));
}

/** A write whose condition did not hold is a race that was lost. @throws LostRaceError */
export async function orLostRace(write: Promise<unknown>, key: string): Promise<void> {
  try {
    await write;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      throw new LostRaceError(`a condition on ${key} did not hold`, { cause: error });
    }
    throw error;
  }
}

/** The expressions of DynamoDB's UpdateItem, and the values as they are in JavaScript. */
export interface Update {
  readonly update: string;
  readonly condition: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Changes the item of a voice where the condition holds. @throws LostRaceError where it does not */
export async function updateItem(
  dynamo: DynamoDBClient,
  table: string,
  voiceId: string,
  { update, condition, names, values }: Update,
): Promise<void> {
  const write = new UpdateItemCommand({
    TableName: table,
    Key: marshall({ voiceId }),
    UpdateExpression: update,
    ConditionExpression: condition,
    ...(names && { ExpressionAttributeNames: { ...names } }),
    ...(Object.keys(values).length > 0 && {
      ExpressionAttributeValues: marshalled(values),
    }),
  });
  await orLostRace(dynamo.send(write), voiceId);
}
