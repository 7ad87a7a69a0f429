import { isJsonObject, type Json, jsonSchema } from '../language/definition.ts';
import { TaskError } from '../language/task-error.ts';
import { type Integration, integrationPrefix } from './integration.ts';
import type { JsonCall } from './json-call.ts';
import { optimizedCause, type ServiceFailure, sdkCause } from './service-cause.ts';

const unnamedTypes = ['AccessDeniedException', 'ValidationException'];

interface DynamoDbIntegration {
  /** The `Resource` without the operation. */
  readonly prefix: string;
  /** DynamoDB's operations, by the name that ends the `Resource`. */
  readonly operations: Readonly<Record<string, string>>;
  readonly parameters: readonly string[];
  readonly callbacks: boolean;
  /** The part of an error's name before the dot. */
  readonly errors: string;
  /** The name of the error if the integration's SDK has no class for it. */
  readonly unnamedError: string;
  readonly cause: (failure: ServiceFailure) => string;
  readonly result: (output: Json) => Json;
}

const itemOperations = {
  getItem: 'GetItem',
  putItem: 'PutItem',
  updateItem: 'UpdateItem',
  deleteItem: 'DeleteItem',
};
const itemParameters = [
  'TableName',
  'Key',
  'Item',
  'UpdateExpression',
  'ConditionExpression',
  'ProjectionExpression',
  'ExpressionAttributeNames',
  'ExpressionAttributeValues',
  'ReturnValues',
  'ReturnConsumedCapacity',
];
/** Every local read is consistent. */
const parametersWithoutEffect = ['ConsistentRead'];

/** The optimized integration. https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html */
const optimized: DynamoDbIntegration = {
  prefix: `${integrationPrefix}dynamodb:`,
  operations: itemOperations,
  parameters: itemParameters,
  callbacks: false,
  errors: 'DynamoDB',
  unnamedError: 'AmazonDynamoDBException',
  cause: (failure) => optimizedCause('AmazonDynamoDBv2', failure),
  result: (output) => ({
    ...(isJsonObject(output) ? output : {}),
    SdkHttpMetadata: { HttpStatusCode: 200 },
  }),
};

/**
 * The SDK integration, which spells the names of errors differently and can wait for a token.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
const sdk: DynamoDbIntegration = {
  prefix: `${integrationPrefix}aws-sdk:dynamodb:`,
  operations: { ...itemOperations, query: 'Query' },
  parameters: [
    ...itemParameters,
    'IndexName',
    'KeyConditionExpression',
    'FilterExpression',
    'Limit',
    'Select',
    'ScanIndexForward',
    'ExclusiveStartKey',
  ],
  callbacks: true,
  errors: 'DynamoDb',
  unnamedError: 'DynamoDbException',
  cause: (failure) => sdkCause('DynamoDb', failure),
  result: (output) => output,
};

/**
 * Returns the integrations `arn:<partition>:states:::dynamodb:<operation>` and `…:aws-sdk:dynamodb:<operation>`, which use
 * DynamoDB's HTTP protocol.
 * @param endpoint returns the endpoint of the local DynamoDB, whose port is known only after the start
 */
export function dynamodb(endpoint: () => string, call: JsonCall): readonly Integration[] {
  return [optimized, sdk].map((integration) => integrationOf(integration, endpoint, call));
}

function integrationOf(
  { prefix, operations, parameters, callbacks, errors, unnamedError, cause, result }: DynamoDbIntegration,
  endpoint: () => string,
  call: JsonCall,
): Integration {
  const name = prefix.slice(integrationPrefix.length, -1);
  return {
    matches: (resource) =>
      resource.startsWith(prefix) && Object.hasOwn(operations, resource.slice(prefix.length)),
    parameters: [...parameters, ...parametersWithoutEffect],
    parts: [
      ...Object.keys(operations).map((operation) => `${name}:${operation}`),
      ...parameters.map((parameter) => `${name}.${parameter}`),
    ],
    target: (resource) => ({
      service: 'dynamodb',
      operation: operations[resource.slice(prefix.length)] ?? '',
    }),
    callbacks,
    async run(input, { caller }, resource) {
      const target = `DynamoDB_20120810.${operations[resource.slice(prefix.length)]}`;
      const answer = await call(endpoint(), 'dynamodb', target, input, caller).catch((error: unknown) => {
        throw new TaskError(`${errors}.SdkClientException`, `DynamoDB cannot be reached: ${String(error)}`);
      });
      if ('body' in answer) return result(jsonSchema.parse(answer.body));
      // The SDK of the integration has no class for these errors, so the error has the service's name.
      const unnamed = answer.type === undefined || unnamedTypes.includes(answer.type);
      const failure = { ...answer, code: answer.type ?? 'InternalServerError' };
      throw new TaskError(`${errors}.${unnamed ? unnamedError : answer.type}`, cause(failure));
    },
  };
}
