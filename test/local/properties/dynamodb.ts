import { expect } from '@jest/globals';
import { namedResource } from '../../../local/assembly/named-resources.ts';
import { SupportTable } from '../../../local/assembly/support-table.ts';
import { deleteStack } from '../../../local/deployment.ts';
import { DeployedResources } from '../../../local/persistence/deployed-resources.ts';
import { temporaryFolder } from '../services/support/temporary-folder.ts';
import { type Fixture, ref, refusalOf, resource } from './fixture.ts';
import { casesOf, changes, type PropertyCases } from './property-case.ts';

const api = (operation: string) => `DynamoDB_20120810.${operation}`;
const attributes = (...names: readonly string[]) =>
  names.map((AttributeName) => ({ AttributeName, AttributeType: 'S' }));
const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];
const voice = [{ AttributeName: 'voice', KeyType: 'HASH' }];
const item = { voice: { S: 'v1' }, month: { S: 'may' }, status: { S: 'OK' }, label: { S: 'x' } };

async function deployTable(fixture: Fixture, properties: object): Promise<string> {
  const table = resource('AWS::DynamoDB::Table', { ...properties });
  const { Table = '' } = await fixture.deploy({ Table: table }, { Table: ref('Table') });
  return Table;
}

/** Deletes a stack that has the table. Returns the outcome of the table. */
async function deletion(fixture: Fixture, properties: object): Promise<unknown> {
  const name = await deployTable(fixture, properties);
  const declared = { Type: 'AWS::DynamoDB::Table', Properties: {}, Metadata: {}, DependsOn: [] };
  const table = namedResource('Table', declared, { ref: name, attributes: {} }, { ...properties });
  const folder = await temporaryFolder();
  const deployed = new DeployedResources(folder.path);
  if (table !== undefined)
    deployed.record(fixture.stackName, { nameSuffix: '', resources: [table], others: [] });
  const support = new SupportTable(fixture.services.all);
  const [removed] = await deleteStack(fixture.stackName, deployed, (type) => support.serviceFor(type));
  await folder.remove();
  return removed?.outcome;
}

/** Puts an item and returns the error of the answer, or `accepted`. */
async function put(fixture: Fixture, TableName: string, Item: object): Promise<unknown> {
  const { status, body } = await fixture.call(api('PutItem'), { TableName, Item });
  return status === 200 ? 'accepted' : body.message;
}

/** Returns whether the second of two items replaces the first: an item count of 1 or 2, or the error. */
async function itemsAfter(fixture: Fixture, TableName: string, items: readonly object[]): Promise<unknown> {
  for (const one of items) await put(fixture, TableName, one);
  return (await fixture.call(api('Scan'), { TableName })).body.Count;
}

/** Returns the items that have a month and a voice in the index `byMonth`, or the error. */
async function query(fixture: Fixture, TableName: string): Promise<unknown> {
  const { body } = await fixture.call(api('Query'), {
    TableName,
    IndexName: 'byMonth',
    KeyConditionExpression: 'voice = :v AND #m = :m',
    ExpressionAttributeNames: { '#m': 'month' },
    ExpressionAttributeValues: { ':v': { S: 'v1' }, ':m': { S: 'may' } },
  });
  return body.Items ?? body.message;
}

const base = {
  AttributeDefinitions: attributes('voice', 'status', 'month'),
  KeySchema: key('voice', 'status'),
};
const index = {
  IndexName: 'byMonth',
  KeySchema: key('voice', 'month'),
  Projection: { ProjectionType: 'ALL' },
};

/** The cases of the parts of a global or a local index. */
function indexCases(kind: 'GlobalSecondaryIndexes' | 'LocalSecondaryIndexes'): PropertyCases {
  const queried =
    <Value>(changed: (value: Value) => object) =>
    async (fixture: Fixture, value: Value) => {
      const table = await deployTable(fixture, { ...base, [kind]: [{ ...index, ...changed(value) }] });
      await put(fixture, table, item);
      return query(fixture, table);
    };
  const { label, ...keys } = item;
  return casesOf(kind, {
    IndexName: changes(
      queried((IndexName: string) => ({ IndexName })),
      ['byMonth', [item]],
      ['byOther', 'The table does not have the specified index: byMonth'],
    ),
    'KeySchema.AttributeName': changes(
      queried((range: string) => ({ KeySchema: key('voice', range) })),
      ['month', [item]],
      ['status', 'Query condition missed key schema element: status'],
    ),
    'KeySchema.KeyType': changes(
      (fixture, KeyType: string) =>
        refusalOf(() => {
          const [hash, range] = index.KeySchema;
          return deployTable(fixture, {
            ...base,
            [kind]: [{ ...index, KeySchema: [{ ...hash, KeyType }, range] }],
          });
        }),
      ['HASH', 'accepted'],
      ['RANGE', 'Invalid KeySchema: The first KeySchemaElement is not a HASH key type'],
    ),
    'Projection.ProjectionType': changes(
      queried((ProjectionType: string) => ({ Projection: { ProjectionType } })),
      ['ALL', [item]],
      ['KEYS_ONLY', [keys]],
    ),
    'Projection.NonKeyAttributes': changes(
      queried((NonKeyAttributes: string[]) => ({
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes },
      })),
      [['label'], [{ ...keys, label }]],
      [['other'], [keys]],
    ),
  });
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html */
export const dynamoDbCases = casesOf('AWS::DynamoDB::Table', {
  'AttributeDefinitions.AttributeName': changes(
    (fixture, AttributeName: string) =>
      refusalOf(() =>
        deployTable(fixture, { AttributeDefinitions: attributes(AttributeName), KeySchema: voice }),
      ),
    ['voice', 'accepted'],
    ['other', expect.stringContaining('Some index key attributes are not defined in AttributeDefinitions')],
  ),
  'AttributeDefinitions.AttributeType': changes(
    async (fixture, AttributeType: string) => {
      const AttributeDefinitions = [{ AttributeName: 'voice', AttributeType }];
      const table = await deployTable(fixture, { AttributeDefinitions, KeySchema: voice });
      return put(fixture, table, item);
    },
    ['S', 'accepted'],
    ['N', expect.stringContaining('Type mismatch for key voice expected: N actual: S')],
  ),
  DeletionProtectionEnabled: changes(
    (fixture, DeletionProtectionEnabled: boolean) =>
      deletion(fixture, {
        ...base,
        DeletionProtectionEnabled,
        AttributeDefinitions: attributes('voice', 'status'),
      }),
    [false, 'deleted'],
    [true, 'failed'],
  ),
  'KeySchema.AttributeName': changes(
    async (fixture, range: string) => {
      const table = await deployTable(fixture, {
        ...base,
        KeySchema: key('voice', range),
        GlobalSecondaryIndexes: [index],
      });
      return itemsAfter(fixture, table, [item, { ...item, month: { S: 'june' } }]);
    },
    ['status', 1],
    ['month', 2],
  ),
  'KeySchema.KeyType': changes(
    (fixture, KeyType: string) =>
      refusalOf(() =>
        deployTable(fixture, {
          AttributeDefinitions: attributes('voice'),
          KeySchema: [{ AttributeName: 'voice', KeyType }],
        }),
      ),
    ['HASH', 'accepted'],
    ['RANGE', 'Invalid KeySchema: The first KeySchemaElement is not a HASH key type'],
  ),
  TableName: changes(
    async (fixture, TableName: string) => {
      await deployTable(fixture, { TableName, AttributeDefinitions: attributes('voice'), KeySchema: voice });
      return (await fixture.call(api('DescribeTable'), { TableName: 'named-voices' })).status;
    },
    ['other-voices', 400],
    ['named-voices', 200],
  ),
  ...indexCases('GlobalSecondaryIndexes'),
  ...indexCases('LocalSecondaryIndexes'),
});
