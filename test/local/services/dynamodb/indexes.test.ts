import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type AttributeValue,
  DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  type QueryCommandInput,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsJsonServer } from '../../../../local/http/aws-json-server.ts';
import { DynamoDbService } from '../../../../local/services/dynamodb/dynamodb-service.ts';
import { access, credentials } from '../../../support/local-credentials.ts';
import { deploy } from '../support/resources.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' });
const index = (IndexName: string, hash: string, range: string, ProjectionType = 'ALL') => ({
  IndexName,
  KeySchema: [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ],
  Projection: { ProjectionType },
});
const withoutIndexes = {
  AttributeDefinitions: [attribute('voiceId')],
  KeySchema: [{ AttributeName: 'voiceId', KeyType: 'HASH' }],
};
const withIndexes = {
  ...withoutIndexes,
  AttributeDefinitions: ['voiceId', 'month', 'status', 'dueAt'].map(attribute),
  GlobalSecondaryIndexes: [
    index('byMonth', 'month', 'voiceId'),
    index('byStatus', 'status', 'voiceId'),
    index('due', 'status', 'dueAt', 'KEYS_ONLY'),
  ],
};
const item = (number: number): Record<string, AttributeValue> => ({
  voiceId: { S: `v${String(number).padStart(4, '0')}` },
  month: { S: '2026-10' },
  status: { S: number % 3 === 0 ? 'OK' : 'DEPLOYING' },
  label: { S: number % 2 === 0 ? 'even' : 'odd' },
  ...(number % 5 === 0 ? { dueAt: { S: `2026-10-${String(number % 28).padStart(2, '0')}` } } : {}),
});
const id = ({ voiceId }: Record<string, AttributeValue>) => voiceId?.S ?? '';

let folder: TemporaryFolder;
let server: AwsJsonServer;
let service: DynamoDbService;
let client: DynamoDBClient;

const start = async (properties: Readonly<Record<string, unknown>>) => {
  service = new DynamoDbService({ stateFolder: folder.path, registry: server, observer: () => {} });
  await service.start();
  return (await deploy(service, 'Voices', 'AWS::DynamoDB::Table', properties)).ref;
};
const restart = async (properties: Readonly<Record<string, unknown>>) => {
  await service.stop();
  return start(properties);
};
const put = async (TableName: string, numbers: readonly number[]) => {
  for (const number of numbers) await service.call('PutItem', { TableName, Item: item(number) });
};
const count = (length: number) => Array.from({ length }, (_, number) => number);

beforeEach(async () => {
  folder = await temporaryFolder();
  server = new AwsJsonServer({ access });
  await server.start();
  client = new DynamoDBClient({
    endpoint: server.url,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
});
afterEach(async () => {
  client.destroy();
  await service.stop();
  await server.stop();
  await folder.remove();
});

/** Runs a query over all its pages. Returns the ids and the number of pages. */
async function queryAll(input: QueryCommandInput): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let pages = 0;
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(new QueryCommand({ ...input, ExclusiveStartKey }));
    ids.push(...(page.Items ?? []).map(id));
    pages += 1;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return { ids, pages };
}

const byMonth = (TableName: string): QueryCommandInput => ({
  TableName,
  IndexName: 'byMonth',
  KeyConditionExpression: '#month = :month',
  ExpressionAttributeNames: { '#month': 'month' },
  ExpressionAttributeValues: { ':month': { S: '2026-10' } },
});
const ofStatus = (TableName: string, status: string, IndexName = 'byStatus'): QueryCommandInput => ({
  TableName,
  IndexName,
  KeyConditionExpression: '#status = :status',
  ExpressionAttributeNames: { '#status': 'status' },
  ExpressionAttributeValues: { ':status': { S: status } },
});

describe('a query on an index', () => {
  const numbers = count(30);

  it('returns each item once, newest first, page by page', async () => {
    const table = await start(withIndexes);
    await put(table, numbers);
    const newestFirst = numbers.map((number) => id(item(number))).toReversed();
    const { ids, pages } = await queryAll({ ...byMonth(table), ScanIndexForward: false, Limit: 7 });
    expect(ids).toEqual(newestFirst);
    expect(pages).toBe(5);
  });

  it('applies a filter after the limit, so that pages can be short, and continues after the last read item', async () => {
    const table = await start(withIndexes);
    await put(table, numbers);
    const filtered = {
      ...byMonth(table),
      FilterExpression: 'label = :even',
      ExpressionAttributeValues: { ':month': { S: '2026-10' }, ':even': { S: 'even' } },
      ScanIndexForward: false,
      Limit: 7,
    };
    const first = await client.send(new QueryCommand(filtered));
    expect(first).toMatchObject({ ScannedCount: 7, Count: 3 });
    const even = numbers.filter((number) => number % 2 === 0).map((number) => id(item(number)));
    expect((await queryAll(filtered)).ids).toEqual(even.toReversed());
  });

  it('returns the items in a range of the sort key, without items that lack the key', async () => {
    const table = await start(withIndexes);
    await put(table, numbers);
    const { ids } = await queryAll({
      ...ofStatus(table, 'OK', 'due'),
      KeyConditionExpression: '#status = :status AND dueAt <= :now',
      ExpressionAttributeValues: { ':status': { S: 'OK' }, ':now': { S: '2026-10-15' } },
    });
    expect(ids).toEqual(['v0000', 'v0015']);
  });

  it('reflects a changed item at once', async () => {
    const table = await start(withIndexes);
    await put(table, [1]);
    await client.send(
      new UpdateItemCommand({
        TableName: table,
        Key: { voiceId: { S: 'v0001' } },
        UpdateExpression: 'SET #status = :ok',
        ExpressionAttributeNames: { '#status': 'status' },
        ExpressionAttributeValues: { ':ok': { S: 'OK' } },
      }),
    );
    expect((await queryAll(ofStatus(table, 'DEPLOYING'))).ids).toEqual([]);
    expect((await queryAll(ofStatus(table, 'OK'))).ids).toEqual(['v0001']);
  });
});

describe('a stored table whose indexes the template has changed', () => {
  const numbers = count(60);
  const ok = numbers.filter((number) => number % 3 === 0).map((number) => id(item(number)));

  it('gets the new indexes, filled from its items, and keeps them up to date', async () => {
    const table = await start(withoutIndexes);
    await put(table, numbers);
    await restart(withIndexes);
    expect((await queryAll(ofStatus(table, 'OK'))).ids).toEqual(ok);
    expect((await queryAll(byMonth(table))).ids).toHaveLength(60);
    expect((await queryAll(ofStatus(table, 'OK', 'due'))).ids).toHaveLength(4);
    await client.send(new PutItemCommand({ TableName: table, Item: item(63) }));
    expect((await queryAll(ofStatus(table, 'OK'))).ids).toEqual([...ok, 'v0063']);
  });

  it('loses removed indexes, which do not keep old entries when they are added again', async () => {
    const table = await start(withIndexes);
    await put(table, numbers);
    await restart(withoutIndexes);
    await expect(queryAll(byMonth(table))).rejects.toMatchObject({ name: 'ValidationException' });
    await service.call('DeleteItem', { TableName: table, Key: { voiceId: { S: 'v0000' } } });
    await restart(withIndexes);
    expect((await queryAll(ofStatus(table, 'OK'))).ids).toEqual(ok.slice(1));
  });

  it('has all its items and complete indexes after a kill at any moment of the rebuild', async () => {
    const table = await start(withoutIndexes);
    const many = count(500);
    await put(table, many);
    for (const milliseconds of [0, 5, 15, 40]) {
      await service.stop();
      await killWhileIndexing(milliseconds);
      await start(withIndexes);
      expect((await queryAll(byMonth(table))).ids).toEqual(many.map((number) => id(item(number))));
      expect(await service.call('Scan', { TableName: table, Select: 'COUNT' })).toMatchObject({ Count: 500 });
      await restart(withoutIndexes);
    }
  });
});

async function killWhileIndexing(milliseconds: number): Promise<void> {
  const script = join(import.meta.dirname, '..', 'support', 'rebuild-indexes-forever.ts');
  const child = spawn(process.execPath, [script, folder.path, JSON.stringify(withIndexes)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  await wait(milliseconds);
  child.kill('SIGKILL');
  await ended;
}
