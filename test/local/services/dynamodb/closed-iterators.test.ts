import { createRequire } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { z } from 'zod';
import { Dynalite } from '../../../../local/services/dynamodb/dynalite.ts';
import { readDescription } from '../../../../local/services/dynamodb/table-definition.ts';

const TableName = 'Voices';
const table = {
  TableName,
  AttributeDefinitions: ['voiceId', 'status'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
  KeySchema: [{ AttributeName: 'voiceId', KeyType: 'HASH' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byStatus',
      KeySchema: [
        { AttributeName: 'status', KeyType: 'HASH' },
        { AttributeName: 'voiceId', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
  BillingMode: 'PAY_PER_REQUEST',
};
const itemCount = 30;
const byStatus = {
  TableName,
  IndexName: 'byStatus',
  KeyConditionExpression: '#s = :s',
  ExpressionAttributeNames: { '#s': 'status' },
  ExpressionAttributeValues: { ':s': { S: 'OK' } },
};
const answer = z.object({ Count: z.number() });

/** More turns of the event loop than an iterator in memory needs to close. */
const maxTurns = 100;

interface LevelIterator {
  close(): Promise<void>;
}
interface Database {
  values(options: unknown): LevelIterator;
}
const require = createRequire(import.meta.url);
const { create }: { create(options: object): { readonly db: Database } } = require('dynalite/db/index.js');
/** The class of dynalite's databases in memory. */
const databaseClass: Database = Object.getPrototypeOf(create({}).db);

describe('the iterators of the local DynamoDB', () => {
  let dynalite: Dynalite;
  let open: Set<LevelIterator>;
  let opened: number;

  beforeEach(async () => {
    const { values } = databaseClass;
    jest.spyOn(databaseClass, 'values').mockImplementation(function (this: Database, options) {
      const iterator = values.call(this, options);
      const close = iterator.close.bind(iterator);
      iterator.close = () => close().then(() => void open.delete(iterator));
      open.add(iterator);
      opened += 1;
      return iterator;
    });
    dynalite = new Dynalite();
    await dynalite.open();
    await dynalite.call('CreateTable', table);
    const describe = async () => readDescription(await dynalite.call('DescribeTable', { TableName }));
    while ((await describe()).status !== 'ACTIVE') await turn();
    for (let index = 0; index < itemCount; index += 1) {
      const Item = { voiceId: { S: `v${index}` }, status: { S: 'OK' } };
      await dynalite.call('PutItem', { TableName, Item });
    }
    open = new Set();
    opened = 0;
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    await dynalite.close();
  });

  it.each([
    ['a query of all items', 'Query', byStatus, itemCount],
    ['a query of a page', 'Query', { ...byStatus, Limit: 3 }, 3],
    [
      'a query without a result',
      'Query',
      { ...byStatus, ExpressionAttributeValues: { ':s': { S: '-' } } },
      0,
    ],
    ['a scan', 'Scan', { TableName }, itemCount],
    ['a scan of a page', 'Scan', { TableName, Limit: 3 }, 3],
  ] as const)('are closed after %s', async (_name, operation, input, count) => {
    expect(answer.parse(await dynalite.call(operation, input)).Count).toBe(count);
    expect(opened).toBe(1);
    for (let turns = 0; open.size > 0 && turns < maxTurns; turns += 1) await turn();
    expect(open.size).toBe(0);
  });
});
