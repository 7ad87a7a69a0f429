import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBServiceException,
} from '@aws-sdk/client-dynamodb';
import { AwsError } from '../../../local/core/aws-error.ts';
import type { TableOperation } from './memory-table.ts';

/** An operation on the table, in DynamoDB's JSON. @throws AwsError */
export type TableCall = (name: TableOperation, input: object) => Promise<unknown>;

const base = new DynamoDBClient({
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});

/**
 * The SDK's client as far as a store knows it: its commands are answered in this process, past the SDK's middleware,
 * which costs twenty times what the table does.
 */
export function memoryDynamo(call: TableCall): DynamoDBClient {
  const client: DynamoDBClient = Object.create(base);
  return Object.assign(client, {
    send: async (command: { readonly input: object }): Promise<unknown> => {
      const output = await call(operationOf(command.constructor.name), command.input).catch(
        (error: unknown) => {
          throw error instanceof AwsError ? exceptionOf(error) : error;
        },
      );
      return { ...Object(output), $metadata: {} };
    },
  });
}

function operationOf(commandName: string): TableOperation {
  const name = commandName.replace(/Command$/, '');
  switch (name) {
    case 'DeleteItem':
    case 'GetItem':
    case 'PutItem':
    case 'Query':
    case 'UpdateItem':
      return name;
    default:
      throw new TypeError(`the table in memory has no ${name}`);
  }
}

function exceptionOf({ type, message, statusCode }: AwsError): DynamoDBServiceException {
  const options = { message, $metadata: { httpStatusCode: statusCode } };
  if (type === 'ConditionalCheckFailedException') return new ConditionalCheckFailedException(options);
  const $fault = statusCode < 500 ? 'client' : 'server';
  return new DynamoDBServiceException({ ...options, name: type, $fault });
}
