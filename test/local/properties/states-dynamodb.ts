import type { Fixture } from './fixture.ts';
import { changes, type PropertyCase, type PropertyCases } from './property-case.ts';
import { calling, execute, type State, voices } from './states-fixture.ts';

/** Calls an operation of DynamoDB on the table of the items `v1` and `v2`, and returns its output or error. */
function callTable(fixture: Fixture, operation: string, Parameters: object, more: State = {}) {
  const { TableName, ...table } = voices(fixture);
  return execute(fixture, { ...table, ...calling(operation, { TableName, ...Parameters }, more) });
}

async function labels(fixture: Fixture): Promise<unknown> {
  const TableName = `${fixture.stackName}-Voices`;
  const { body } = await fixture.call('DynamoDB_20120810.Scan', { TableName });
  const items = Array.isArray(body.Items) ? body.Items : [];
  return items.map((item) => `${item.voice.S}: ${item.label?.S}`).sort();
}

const v1 = { Key: { voice: { S: 'v1' } } };
const label = { ResultSelector: { 'label.$': '$.Item.label.S' }, OutputPath: '$.label' };

/** The cases of the parameters that both integrations of DynamoDB support. */
function itemCases(name: 'dynamodb' | 'aws-sdk:dynamodb'): PropertyCases {
  const update = (fixture: Fixture, parameters: object, more?: State) =>
    callTable(
      fixture,
      `${name}:updateItem`,
      { ...v1, UpdateExpression: 'SET label = voice', ...parameters },
      more,
    );
  const failure = name === 'dynamodb' ? 'DynamoDB' : 'DynamoDb';
  const condition = `${failure}.ConditionalCheckFailedException`;
  /** The case of an operation, compared with a read, by the items after it. */
  const operation = (own: string, parameters: object, items: readonly string[]): PropertyCase =>
    changes(
      async (fixture, one: string) => {
        await callTable(fixture, `${name}:${one}`, one === own ? parameters : v1, { ResultPath: null });
        return labels(fixture);
      },
      [own, items],
      ['getItem', ['v1: one', 'v2: two']],
    );
  const set = { UpdateExpression: 'SET label = :x', ExpressionAttributeValues: { ':x': { S: 'new' } } };
  return {
    [`${name}:getItem`]: changes(
      async (fixture, one: string) => {
        await callTable(fixture, `${name}:${one}`, v1, { ResultPath: null });
        return labels(fixture);
      },
      ['getItem', ['v1: one', 'v2: two']],
      ['deleteItem', ['v2: two']],
    ),
    [`${name}:putItem`]: operation('putItem', { Item: { voice: { S: 'v1' } } }, ['v1: undefined', 'v2: two']),
    [`${name}:updateItem`]: operation('updateItem', { ...v1, ...set }, ['v1: new', 'v2: two']),
    [`${name}:deleteItem`]: operation('deleteItem', v1, ['v2: two']),
    [`${name}.TableName`]: changes(
      (fixture, missing: boolean) =>
        callTable(fixture, `${name}:getItem`, { ...v1, ...(missing && { TableName: 'missing' }) }, label),
      [false, 'one'],
      [true, `${failure}.ResourceNotFoundException`],
    ),
    [`${name}.Key`]: changes(
      (fixture, voice: string) =>
        callTable(fixture, `${name}:getItem`, { Key: { voice: { S: voice } } }, label),
      ['v1', 'one'],
      ['v2', 'two'],
    ),
    [`${name}.Item`]: changes(
      async (fixture, voice: string) => {
        await callTable(fixture, `${name}:putItem`, { Item: { voice: { S: voice } } });
        return labels(fixture);
      },
      ['v1', ['v1: undefined', 'v2: two']],
      ['v3', ['v1: one', 'v2: two', 'v3: undefined']],
    ),
    [`${name}.UpdateExpression`]: changes(
      async (fixture, UpdateExpression: string) => {
        await update(fixture, { UpdateExpression });
        return labels(fixture);
      },
      ['SET label = voice', ['v1: v1', 'v2: two']],
      ['REMOVE label', ['v1: undefined', 'v2: two']],
    ),
    [`${name}.ConditionExpression`]: changes(
      (fixture, ConditionExpression: string) =>
        update(fixture, { ConditionExpression }, { ResultSelector: { done: true } }),
      ['attribute_exists(label)', { done: true }],
      ['attribute_not_exists(label)', condition],
    ),
    [`${name}.ProjectionExpression`]: changes(
      (fixture, ProjectionExpression: string) =>
        callTable(fixture, `${name}:getItem`, { ...v1, ProjectionExpression }, { OutputPath: '$.Item' }),
      ['label', { label: { S: 'one' } }],
      ['voice', { voice: { S: 'v1' } }],
    ),
    [`${name}.ExpressionAttributeNames`]: changes(
      (fixture, attribute: string) =>
        callTable(
          fixture,
          `${name}:getItem`,
          { ...v1, ProjectionExpression: '#a', ExpressionAttributeNames: { '#a': attribute } },
          { OutputPath: '$.Item' },
        ),
      ['label', { label: { S: 'one' } }],
      ['voice', { voice: { S: 'v1' } }],
    ),
    [`${name}.ExpressionAttributeValues`]: changes(
      async (fixture, S: string) => {
        await update(fixture, { ...set, ExpressionAttributeValues: { ':x': { S } } });
        return labels(fixture);
      },
      ['a', ['v1: a', 'v2: two']],
      ['b', ['v1: b', 'v2: two']],
    ),
    [`${name}.ReturnValues`]: changes(
      (fixture, ReturnValues: string) =>
        update(
          fixture,
          { UpdateExpression: 'SET label = voice', ReturnValues },
          { OutputPath: '$.Attributes.label' },
        ),
      ['ALL_OLD', { S: 'one' }],
      ['ALL_NEW', { S: 'v1' }],
    ),
    [`${name}.ReturnConsumedCapacity`]: changes(
      (fixture, ReturnConsumedCapacity: string) =>
        update(fixture, { ReturnConsumedCapacity }, { OutputPath: '$.ConsumedCapacity.TableName' }).then(
          (output) => output === `${fixture.stackName}-Voices`,
        ),
      ['TOTAL', true],
      ['NONE', false],
    ),
  };
}

const byMonth = {
  IndexName: 'byMonth',
  KeyConditionExpression: '#m = :m',
  ExpressionAttributeNames: { '#m': 'month' },
  ExpressionAttributeValues: { ':m': { S: 'one' } },
};
/** Queries the index on a table with three items of the month `one`: `v1`, `v3` and `v4`. */
async function query(fixture: Fixture, parameters: object): Promise<unknown> {
  const { TableName, prepare, ...table } = voices(fixture);
  const put = (voice: string) =>
    fixture.call('DynamoDB_20120810.PutItem', {
      TableName,
      Item: { voice: { S: voice }, month: { S: 'one' }, label: { S: voice } },
    });
  const output = await execute(fixture, {
    ...table,
    prepare: async () => {
      await prepare?.();
      for (const voice of ['v3', 'v4']) await put(voice);
    },
    ...calling(
      'aws-sdk:dynamodb:query',
      { TableName, ...byMonth, ...parameters },
      { ResultSelector: { 'voices.$': '$.Items[*].voice.S', 'count.$': '$.Count' } },
    ),
  });
  return output;
}
const all = { voices: ['v1', 'v3', 'v4'], count: 3 };
/** The case of a parameter of Query. */
const querying = <Value>(
  parameters: (value: Value) => object,
  ...outcomes: readonly (readonly [Value, unknown])[]
) => changes((fixture, value: Value) => query(fixture, parameters(value)), ...outcomes);
const queryCases: PropertyCases = {
  'aws-sdk:dynamodb:query': changes(
    (fixture, own: boolean) =>
      own ? query(fixture, {}) : callTable(fixture, 'aws-sdk:dynamodb:getItem', v1, label),
    [true, all],
    [false, 'one'],
  ),
  'aws-sdk:dynamodb.IndexName': querying(
    (IndexName: string) => ({ IndexName }),
    ['byMonth', all],
    ['byOther', 'DynamoDb.DynamoDbException'],
  ),
  'aws-sdk:dynamodb.KeyConditionExpression': querying(
    (KeyConditionExpression: string) => ({ KeyConditionExpression }),
    ['#m = :m', all],
    ['#m < :m', 'DynamoDb.DynamoDbException'],
  ),
  'aws-sdk:dynamodb.FilterExpression': querying(
    (FilterExpression: string) => ({ FilterExpression }),
    ['label = :m', { voices: ['v1'], count: 1 }],
    ['label <> :m', { voices: ['v3', 'v4'], count: 2 }],
  ),
  'aws-sdk:dynamodb.Limit': querying(
    (Limit: number) => ({ Limit }),
    [1, { voices: ['v1'], count: 1 }],
    [2, { voices: ['v1', 'v3'], count: 2 }],
  ),
  'aws-sdk:dynamodb.Select': querying(
    (Select: string) => ({ Select }),
    ['ALL_ATTRIBUTES', all],
    ['COUNT', 'States.Runtime'],
  ),
  'aws-sdk:dynamodb.ScanIndexForward': querying(
    (ScanIndexForward: boolean) => ({ ScanIndexForward }),
    [true, all],
    [false, { voices: ['v4', 'v3', 'v1'], count: 3 }],
  ),
  'aws-sdk:dynamodb.ExclusiveStartKey': querying(
    (voice: string) => ({ ExclusiveStartKey: { voice: { S: voice }, month: { S: 'one' } } }),
    ['v1', { voices: ['v3', 'v4'], count: 2 }],
    ['v3', { voices: ['v4'], count: 1 }],
  ),
};

/** https://docs.aws.amazon.com/step-functions/latest/dg/connect-ddb.html */
export const dynamoDbTaskCases: PropertyCases = {
  ...itemCases('dynamodb'),
  ...itemCases('aws-sdk:dynamodb'),
  ...queryCases,
};
