import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../../local/core/aws-error.ts';
import { Dynalite, type OperationName } from '../../../../local/services/dynamodb/dynalite.ts';

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const TableName = 'Voices';
const key = { voiceId: { S: 'a' }, run: { S: 'r' } };
let database: Dynalite;

beforeAll(async () => {
  database = new Dynalite();
  await database.open();
  await database.call('CreateTable', {
    TableName,
    AttributeDefinitions: ['voiceId', 'run', 'status', 'at'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    KeySchema: keys('voiceId', 'run'),
    GlobalSecondaryIndexes: [
      { IndexName: 'byStatus', KeySchema: keys('status', 'at'), Projection: { ProjectionType: 'ALL' } },
    ],
    BillingMode: 'PAY_PER_REQUEST',
  });
  while (!(await isActive())) await new Promise((resolve) => setImmediate(resolve));
});
afterAll(() => database.close());

function keys(hash: string, range: string) {
  return [
    { AttributeName: hash, KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ];
}

async function isActive(): Promise<boolean> {
  return JSON.stringify(await database.call('DescribeTable', { TableName })).includes(
    '"TableStatus":"ACTIVE"',
  );
}

/** Calls an operation. Returns `accepted` or the message of the error. A failed condition counts as accepted. */
async function outcome([operation, input]: Request): Promise<string> {
  try {
    await database.call(operation, { TableName, ...input });
    return 'accepted';
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return error.type === 'ConditionalCheckFailedException' ? 'accepted' : error.message;
  }
}

type Request = readonly [operation: OperationName, input: object];
const text = (length: number) => ({ S: 'x'.repeat(length) });
const put = (attributes: object): Request => ['PutItem', { Item: { ...key, ...attributes } }];
const set = (name: string, value: object, Key: object = key): Request => [
  'UpdateItem',
  {
    Key,
    UpdateExpression: 'SET #n = :v',
    ExpressionAttributeNames: { '#n': name },
    ExpressionAttributeValues: { ':v': value },
  },
];
const withCondition = (ConditionExpression: string): Request => [
  'UpdateItem',
  {
    Key: key,
    UpdateExpression: 'SET b = :v',
    ConditionExpression,
    ExpressionAttributeValues: { ':v': text(1) },
  },
];
const conditions = (count: number) => Array.from({ length: count }, () => 'b = :v').join(' OR ');
const operands = (count: number) => `b IN (${Array.from({ length: count }, () => ':v').join(', ')})`;
const query = (value: object, more: object = {}): Request => [
  'Query',
  { KeyConditionExpression: 'voiceId = :v', ExpressionAttributeValues: { ':v': value }, ...more },
];
const nested = (levels: number): object =>
  Array.from({ length: levels }).reduce<object>((inner) => ({ L: [inner] }), text(1));
const batch = (count: number): Request => [
  'BatchWriteItem',
  {
    RequestItems: {
      [TableName]: Array.from({ length: count }, (_, index) => ({
        PutRequest: { Item: { ...key, run: { S: `run ${index}` } } },
      })),
    },
  },
];
const reads = (count: number): Request => [
  'BatchGetItem',
  {
    RequestItems: {
      [TableName]: {
        Keys: Array.from({ length: count }, (_, index) => ({ ...key, run: { S: `run ${index}` } })),
      },
    },
  },
];
/** The bytes of the item's key and of the name of the attribute `body`. */
const otherBytes = 'voiceId'.length + 1 + 'run'.length + 1 + 'body'.length;
const maxItemBytes = 400 * 1024;
/** The key of an item without other attributes. */
const updated = { voiceId: { S: 'a' }, run: { S: 'u' } };

const hashTooLong =
  'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes';
const rangeTooLong =
  'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes';
const empty = 'The AttributeValue for a key attribute cannot contain an empty string value.';
const emptyIndexKey = (name: string) =>
  'One or more parameter values are not valid. A value specified for a secondary index key is not supported. ' +
  `${empty} IndexName: byStatus, IndexKey: ${name}`;

describe('a limit of DynamoDB', () => {
  it.each<[limit: string, accepted: Request, refused: Request, message: string]>([
    [
      'the size of an item',
      put({ run: { S: 's' }, body: text(maxItemBytes - otherBytes) }),
      put({ run: { S: 's' }, body: text(maxItemBytes - otherBytes + 1) }),
      'Item size has exceeded the maximum allowed size',
    ],
    [
      'the size of an updated item',
      set('body', text(maxItemBytes - otherBytes), updated),
      set('body', text(maxItemBytes - otherBytes + 1), updated),
      'Item size to update has exceeded the maximum allowed size',
    ],
    ['the partition key', put({ voiceId: text(2048) }), put({ voiceId: text(2049) }), hashTooLong],
    [
      'the bytes of the partition key',
      put({ voiceId: { S: 'é'.repeat(1024) } }),
      put({ voiceId: { S: 'é'.repeat(1025) } }),
      hashTooLong,
    ],
    ['the sort key', put({ run: text(1024) }), put({ run: text(1025) }), rangeTooLong],
    [
      'an empty key',
      put({ run: text(1) }),
      put({ run: text(0) }),
      `One or more parameter values are not valid. ${empty} Key: run`,
    ],
    [
      'the partition key of an index',
      put({ status: text(2048), at: text(1) }),
      put({ status: text(2049), at: text(1) }),
      hashTooLong,
    ],
    [
      'an updated partition key of an index',
      set('status', text(2048)),
      set('status', text(2049)),
      hashTooLong,
    ],
    [
      'the sort key of an index',
      put({ status: text(1), at: text(1024) }),
      put({ status: text(1), at: text(1025) }),
      rangeTooLong,
    ],
    ['an empty key of an index', put({ status: text(1) }), put({ status: text(0) }), emptyIndexKey('status')],
    ['an updated empty key of an index', set('at', text(1)), set('at', text(0)), emptyIndexKey('at')],
    [
      'an empty key in a query',
      query(text(1)),
      query(text(0)),
      `One or more parameter values are not valid. ${empty} Key: voiceId`,
    ],
    ['a long key in a query', query(text(2048)), query(text(2049)), hashTooLong],
    [
      'the size of an expression',
      withCondition(`b = :v${' '.repeat(4090)}`),
      withCondition(`b = :v${' '.repeat(4091)}`),
      'Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4097',
    ],
    [
      'the operators of an expression',
      withCondition(conditions(150)),
      withCondition(conditions(151)),
      'Invalid ConditionExpression: The expression contains too many operators; operator count: 301',
    ],
    [
      'the operands of IN',
      withCondition(operands(100)),
      withCondition(operands(101)),
      'Invalid ConditionExpression: The IN operator is provided with too many operands; number of operands: 101',
    ],
    [
      'the depth of a value',
      put({ body: nested(32) }),
      put({ body: nested(33) }),
      'Nesting Levels have exceeded supported limits',
    ],
    [
      'the writes of a batch',
      batch(25),
      batch(26),
      'failed to satisfy constraint: Map value must satisfy constraint: [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]',
    ],
    [
      'the reads of a batch',
      reads(100),
      reads(101),
      'failed to satisfy constraint: Member must have length less than or equal to 100',
    ],
    [
      'the digits of a number',
      put({ body: { N: '1'.repeat(38) } }),
      put({ body: { N: '1'.repeat(39) } }),
      'Attempting to store more than 38 significant digits in a Number',
    ],
  ])('is %s', async (_limit, accepted, refused, message) => {
    expect(await outcome(accepted)).toBe('accepted');
    expect(await outcome(refused)).toContain(message);
  });

  describe('for pages and batches', () => {
    const item = (index: number) => ({
      voiceId: { S: 'page' },
      run: { S: `run ${String(index).padStart(2, '0')}` },
      status: { S: 'ready' },
      at: { S: String(index).padStart(2, '0') },
      body: text(390_000),
    });
    const runs = Array.from({ length: 45 }, (_, index) => item(index));
    beforeAll(async () => {
      for (const each of runs) await outcome(['PutItem', { Item: each }]);
    });
    const FilterExpression = 'body = :none';
    const none = { ':none': text(1) };

    it.each<[page: string, request: Request]>([
      ['a query', query({ S: 'page' })],
      [
        'a query of an index',
        [
          'Query',
          {
            IndexName: 'byStatus',
            KeyConditionExpression: '#status = :v',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: { ':v': { S: 'ready' } },
          },
        ],
      ],
      [
        'a query with a filter',
        [
          'Query',
          {
            KeyConditionExpression: 'voiceId = :v',
            FilterExpression,
            ExpressionAttributeValues: { ':v': { S: 'page' }, ...none },
          },
        ],
      ],
    ])('ends %s at 1 MB of items before the filter', async (_page, [operation, input]) => {
      const page = await database.call(operation, { TableName, ...input });
      expect(page).toMatchObject({ ScannedCount: 3, LastEvaluatedKey: { run: { S: 'run 02' } } });
    });

    it('ends a scan at 1 MB of items before the filter', async () => {
      const input = { TableName, FilterExpression, ExpressionAttributeValues: none };
      const { ScannedCount, Count, LastEvaluatedKey } = Object(await database.call('Scan', input));
      expect([Count, LastEvaluatedKey]).toEqual([0, expect.anything()]);
      expect(ScannedCount).toBeLessThan(runs.length);
    });

    it('ends a batch of reads at 16 MB, with the next request for the rest', async () => {
      const Keys = runs.map(({ voiceId, run }) => ({ voiceId, run }));
      const projection = {
        ProjectionExpression: 'voiceId, #run, body',
        ExpressionAttributeNames: { '#run': 'run' },
      };
      const read = async (table: object) =>
        Object(await database.call('BatchGetItem', { RequestItems: { [TableName]: table } }));
      const first = await read({ Keys, ...projection });
      const rest = first.UnprocessedKeys[TableName];
      expect(first.Responses[TableName]).toHaveLength(43);
      expect(rest).toEqual({ Keys: [expect.anything(), expect.anything()], ...projection });
      const second = await read(rest);
      expect(second.UnprocessedKeys).toEqual({});
      const all = [...first.Responses[TableName], ...second.Responses[TableName]];
      expect(all.map(({ run }) => run.S).toSorted()).toEqual(runs.map(({ run }) => run.S));
    });
  });
});
