import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { indexes } from '../../lambdas/shared/contract.ts';
import { AwsJsonServer } from '../../local/http/aws-json-server.ts';
import { Dynalite, operationNames } from '../../local/services/dynamodb/dynalite.ts';
import { readDescription } from '../../local/services/dynamodb/table-definition.ts';
import { inProcess } from '../harness/in-process-clients.ts';
import { access, credentials } from './local-credentials.ts';

export interface TestTable {
  /** A client whose calls are answered in this process. */
  readonly client: DynamoDBClient;
  /** Settings for clients that call the table over the network. */
  readonly place: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  readonly table: string;
  stop(): Promise<void>;
}

const prefix = 'DynamoDB_20120810';

/** Starts a DynamoDB in memory on a free port, with one empty table that has the keys and indexes of the stack's. */
export async function startTable(): Promise<TestTable> {
  const dynalite = new Dynalite();
  await dynalite.open();
  const server = new AwsJsonServer({ access });
  const operations = operationNames.map((name) => [name, (input: unknown) => dynalite.call(name, input)]);
  server.serve(prefix, Object.fromEntries(operations));
  await server.start();
  const table = `voices-${randomUUID()}`;
  await dynalite.call('CreateTable', {
    TableName: table,
    AttributeDefinitions: ['voiceId', 'createdMonth', 'status', 'announcing', 'updatedAt'].map(
      (AttributeName) => ({ AttributeName, AttributeType: 'S' }),
    ),
    KeySchema: [{ AttributeName: 'voiceId', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: Object.values(indexes).map(({ name, partitionKey, sortKey, ...index }) => ({
      IndexName: name,
      KeySchema: [
        { AttributeName: partitionKey, KeyType: 'HASH' },
        { AttributeName: sortKey, KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'keysOnly' in index ? 'KEYS_ONLY' : 'ALL' },
    })),
    BillingMode: 'PAY_PER_REQUEST',
  });
  while (readDescription(await dynalite.call('DescribeTable', { TableName: table })).status !== 'ACTIVE') {
    await wait(1);
  }
  // Calls pass through JSON, as over the network.
  const copy = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  return {
    client: inProcess.dynamo(async (operation, input) =>
      copy(await server.call(prefix, operation, copy(input))),
    ),
    place: { endpoint: server.url, region: 'eu-central-1', credentials },
    table,
    stop: async () => {
      await server.stop();
      await dynalite.close();
    },
  };
}
