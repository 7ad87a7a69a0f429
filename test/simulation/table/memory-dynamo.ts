import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { inProcess } from '../../harness/in-process-clients.ts';
import { type TableOperation, tableOperation } from './memory-table.ts';

/** Performs an operation on the table, in DynamoDB's JSON. @throws AwsError */
export type TableCall = (name: TableOperation, input: object) => Promise<unknown>;

/** Returns an SDK client on a table in this process. */
export function memoryDynamo(call: TableCall): DynamoDBClient {
  return inProcess.dynamo((operation, input) => call(tableOperation.parse(operation), input));
}
