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
import { accessKeyId, credentials } from '../../../support/local-credentials.ts';
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
const before = {
  AttributeDefinitions: [attribute('voiceId')],
  KeySchema: [{ AttributeName: 'voiceId', KeyType: 'HASH' }],
};
const after = {
  ...before,
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
  server = new AwsJsonServer({ accessKeyId });
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

/** Every page of a query: the ids it gave, and how many pages it took. */
async function pages(input: QueryCommandInput): Promise<{ ids: string[]; pages: number }> {
  const ids: string[] = [];
  let taken = 0;
  let ExclusiveStartKey: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(new QueryCommand({ ...input, ExclusiveStartKey }));
    ids.push(...(page.Items ?? []).map(id));
    taken += 1;
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return { ids, pages: taken };
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

  it('gives the newest first, page by page, each item once', async () => {
    const table = await start(after);
    await put(table, numbers);
    const newestFirst = numbers.map((number) => id(item(number))).toReversed();
    const { ids, pages: taken } = await pages({ ...byMonth(table), ScanIndexForward: false, Limit: 7 });
    expect(ids).toEqual(newestFirst);
    expect(taken).toBe(5);
  });

  it('filters what it has read: a page may be short, and the next goes on behind what was read', async () => {
    const table = await start(after);
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
    expect((await pages(filtered)).ids).toEqual(even.toReversed());
  });

  it('between two ends of the sort key gives what lies there, of items that have the key at all', async () => {
    const table = await start(after);
    await put(table, numbers);
    const { ids } = await pages({
      ...ofStatus(table, 'OK', 'due'),
      KeyConditionExpression: '#status = :status AND dueAt <= :now',
      ExpressionAttributeValues: { ':status': { S: 'OK' }, ':now': { S: '2026-10-15' } },
    });
    expect(ids).toEqual(['v0000', 'v0015']);
  });

  it('follows a change of the item at once', async () => {
    const table = await start(after);
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
    expect((await pages(ofStatus(table, 'DEPLOYING'))).ids).toEqual([]);
    expect((await pages(ofStatus(table, 'OK'))).ids).toEqual(['v0001']);
  });
});

describe('a stored table whose indexes the template has changed', () => {
  const numbers = count(60);
  const ok = numbers.filter((number) => number % 3 === 0).map((number) => id(item(number)));

  it('has the new ones, filled from its items, and goes on filling them', async () => {
    const table = await start(before);
    await put(table, numbers);
    await restart(after);
    expect((await pages(ofStatus(table, 'OK'))).ids).toEqual(ok);
    expect((await pages(byMonth(table))).ids).toHaveLength(60);
    expect((await pages(ofStatus(table, 'OK', 'due'))).ids).toHaveLength(4);
    await client.send(new PutItemCommand({ TableName: table, Item: item(63) }));
    expect((await pages(ofStatus(table, 'OK'))).ids).toEqual([...ok, 'v0063']);
  });

  it('loses those that are gone, and what they held is not there when they come back', async () => {
    const table = await start(after);
    await put(table, numbers);
    await restart(before);
    await expect(pages(byMonth(table))).rejects.toMatchObject({ name: 'ValidationException' });
    await service.call('DeleteItem', { TableName: table, Key: { voiceId: { S: 'v0000' } } });
    await restart(after);
    expect((await pages(ofStatus(table, 'OK'))).ids).toEqual(ok.slice(1));
  });

  it('has all its items and whole indexes after a kill in the middle, whenever it comes', async () => {
    const table = await start(before);
    const many = count(500);
    await put(table, many);
    for (const milliseconds of [0, 5, 15, 40]) {
      await service.stop();
      await killedWhileIndexing(milliseconds);
      await start(after);
      expect((await pages(byMonth(table))).ids).toEqual(many.map((number) => id(item(number))));
      expect(await service.call('Scan', { TableName: table, Select: 'COUNT' })).toMatchObject({ Count: 500 });
      await restart(before);
    }
  });
});

async function killedWhileIndexing(milliseconds: number): Promise<void> {
  const script = join(import.meta.dirname, '..', 'support', 'rebuild-indexes-forever.ts');
  const child = spawn(process.execPath, [script, folder.path, JSON.stringify(after)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  await wait(milliseconds);
  child.kill('SIGKILL');
  await ended;
}
