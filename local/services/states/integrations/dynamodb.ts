import { z } from 'zod';
import { region } from '../../service.ts';
import { isJsonObject, type Json, jsonSchema } from '../definition.ts';
import { TaskError } from '../task-error.ts';
import type { Integration } from './integration.ts';

const prefix = 'arn:aws:states:::dynamodb:';
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
const refusal = z.object({
  __type: z.string(),
  message: z.string().optional(),
  Message: z.string().optional(),
});

/**
 * `arn:aws:states:::dynamodb:<operation>`, over DynamoDB's own wire protocol.
 * https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html
 * @param endpoint asked at each call: the port is known once DynamoDB's stand-in has started
 */
export function dynamodb(endpoint: () => string): Integration {
  return {
    matches: (resource) => resource.startsWith(prefix) && resource.slice(prefix.length) in operations,
    parameters,
    async run(input, _context, resource) {
      const operation = operations[resource.slice(prefix.length)];
      const response = await fetch(endpoint(), {
        method: 'POST',
        headers: headersFor(`DynamoDB_20120810.${operation}`),
        body: JSON.stringify(input),
      }).catch((cause: unknown) => {
        throw new TaskError('DynamoDB.SdkClientException', `DynamoDB cannot be reached: ${String(cause)}`);
      });
      const body: unknown = await response.json().catch(() => ({}));
      if (!response.ok) throw asTaskError(body, response.status);
      return withMetadata(jsonSchema.parse(body));
    },
  };
}

function headersFor(target: string): Record<string, string> {
  const credential = `Credential=local/20200101/${region}/dynamodb/aws4_request`;
  return {
    'content-type': 'application/x-amz-json-1.0',
    'x-amz-target': target,
    'x-amz-date': '20200101T000000Z',
    // Never checked on a laptop, but a request without one is refused.
    authorization: `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=host, Signature=local`,
  };
}

function asTaskError(body: unknown, status: number): TaskError {
  const parsed = refusal.safeParse(body);
  if (!parsed.success)
    return new TaskError('DynamoDB.AmazonDynamoDBException', `DynamoDB answered ${status}.`);
  const type = parsed.data.__type.split('#').at(-1) ?? '';
  const message = parsed.data.message ?? parsed.data.Message ?? type;
  // The integration's SDK has no class for a validation error and names it after the service.
  return new TaskError(
    `DynamoDB.${type === 'ValidationException' ? 'AmazonDynamoDBException' : type}`,
    message,
  );
}

function withMetadata(output: Json): Json {
  return { ...(isJsonObject(output) ? output : {}), SdkHttpMetadata: { HttpStatusCode: 200 } };
}
