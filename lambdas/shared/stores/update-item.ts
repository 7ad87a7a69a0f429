import { type DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { marshalled } from './marshalled.ts';
import { orLostRace } from './or-lost-race.ts';

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
