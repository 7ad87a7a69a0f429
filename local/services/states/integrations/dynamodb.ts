import { isJsonObject, type Json, jsonSchema } from '../language/definition.ts';
import { TaskError } from '../language/task-error.ts';
import { type Integration, integrationPrefix } from './integration.ts';
import type { JsonCall } from './json-call.ts';

const prefix = `${integrationPrefix}dynamodb:`;
const operations: Readonly<Record<string, string>> = {
  getItem: 'GetItem',
  putItem: 'PutItem',
  updateItem: 'UpdateItem',
  deleteItem: 'DeleteItem',
};
const parameters = [
  ...['TableName', 'Key', 'Item', 'UpdateExpression', 'ConditionExpression', 'ProjectionExpression'],
  ...['ExpressionAttributeNames', 'ExpressionAttributeValues', 'ConsistentRead', 'ReturnValues'],
  ...['ReturnConsumedCapacity', 'ReturnItemCollectionMetrics', 'ReturnValuesOnConditionCheckFailure'],
];

/**
 * Returns the integration `arn:<partition>:states:::dynamodb:<operation>`, which uses DynamoDB's HTTP protocol.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html
 * @param endpoint returns the endpoint of the local DynamoDB, whose port is known only after the start
 */
export function dynamodb(endpoint: () => string, call: JsonCall): Integration {
  return {
    matches: (resource) => resource.startsWith(prefix) && resource.slice(prefix.length) in operations,
    parameters,
    async run(input, _context, resource) {
      const target = `DynamoDB_20120810.${operations[resource.slice(prefix.length)]}`;
      const answer = await call(endpoint(), 'dynamodb', target, input).catch((cause: unknown) => {
        throw new TaskError('DynamoDB.SdkClientException', `DynamoDB cannot be reached: ${String(cause)}`);
      });
      if ('body' in answer) return withMetadata(jsonSchema.parse(answer.body));
      // The SDK of the integration has no class for a validation error, so the error has the service's name.
      const unnamed = answer.type === undefined || answer.type === 'ValidationException';
      const name = unnamed ? 'AmazonDynamoDBException' : answer.type;
      throw new TaskError(`DynamoDB.${name}`, answer.message);
    },
  };
}

function withMetadata(output: Json): Json {
  return { ...(isJsonObject(output) ? output : {}), SdkHttpMetadata: { HttpStatusCode: 200 } };
}
