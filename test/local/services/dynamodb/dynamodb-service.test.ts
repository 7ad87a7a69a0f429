import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsJsonServer } from '../../../../local/http/aws-json-server.ts';
import { DynamoDbService } from '../../../../local/services/dynamodb/dynamodb-service.ts';
import { access, credentials } from '../../../support/local-credentials.ts';
import { EventRecorder } from '../support/event-recorder.ts';
import { deploy } from '../support/resources.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';

const properties = {
  AttributeDefinitions: [
    { AttributeName: 'voiceId', AttributeType: 'S' },
    { AttributeName: 'status', AttributeType: 'S' },
  ],
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

describe('the local DynamoDB', () => {
  let folder: TemporaryFolder;
  let server: AwsJsonServer;
  let service: DynamoDbService;
  let recorder: EventRecorder;
  let client: DynamoDBClient;

  const start = async () => {
    service = new DynamoDbService({ stateFolder: folder.path, registry: server, observer: recorder.observe });
    await service.start();
  };

  beforeEach(async () => {
    folder = await temporaryFolder();
    server = new AwsJsonServer({ access });
    await server.start();
    recorder = new EventRecorder();
    await start();
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

  const table = () => deploy(service, 'Voices', 'AWS::DynamoDB::Table', properties);
  const put = (TableName: string, voiceId: string, status: string) =>
    client.send(
      new PutItemCommand({
        TableName,
        Item: { voiceId: { S: voiceId }, status: { S: status } },
        ConditionExpression: 'attribute_not_exists(voiceId)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );

  it('stores and finds items with the AWS SDK, by key and by index', async () => {
    const { ref, attributes } = await table();
    expect(attributes.Arn).toBe('arn:aws:dynamodb:us-east-1:000000000000:table/Stack-Voices');
    await put(ref, 'v1', 'OK');
    await put(ref, 'v2', 'FAILED');
    const { Items } = await client.send(
      new QueryCommand({
        TableName: ref,
        IndexName: 'byStatus',
        KeyConditionExpression: '#s = :s',
        ExpressionAttributeNames: { '#s': 'status' },
        ExpressionAttributeValues: { ':s': { S: 'FAILED' } },
      }),
    );
    expect(Items).toEqual([{ voiceId: { S: 'v2' }, status: { S: 'FAILED' } }]);
  });

  it('reports each changed item completely and in plain values', async () => {
    const { ref } = await table();
    await put(ref, 'v1', 'REQUESTED');
    await client.send(
      new UpdateItemCommand({
        TableName: ref,
        Key: { voiceId: { S: 'v1' } },
        UpdateExpression: 'SET polls = :polls',
        ExpressionAttributeValues: { ':polls': { N: '3' } },
      }),
    );
    expect(recorder.ofKind('itemChanged')).toEqual([
      { kind: 'itemChanged', table: ref, key: 'v1', item: { voiceId: 'v1', status: 'REQUESTED' } },
      { kind: 'itemChanged', table: ref, key: 'v1', item: { voiceId: 'v1', status: 'REQUESTED', polls: 3 } },
    ]);
  });

  it.each([
    [undefined, undefined],
    ['NONE', undefined],
    ['ALL_NEW', { voiceId: { S: 'v1' }, status: { S: 'OK' } }],
    ['ALL_OLD', { voiceId: { S: 'v1' }, status: { S: 'REQUESTED' } }],
    ['UPDATED_NEW', { status: { S: 'OK' } }],
  ] as const)(
    'returns the attributes of an update for ReturnValues %s, and reports the item',
    async (ReturnValues, expected) => {
      const { ref } = await table();
      await put(ref, 'v1', 'REQUESTED');
      const { Attributes } = await client.send(
        new UpdateItemCommand({
          TableName: ref,
          Key: { voiceId: { S: 'v1' } },
          UpdateExpression: 'SET #status = :status',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: { ':status': { S: 'OK' } },
          ReturnValues,
        }),
      );
      expect(Attributes).toEqual(expected);
      expect(recorder.ofKind('itemChanged').at(-1)?.item).toEqual({ voiceId: 'v1', status: 'OK' });
    },
  );

  it('refuses an update with another value of ReturnValues', async () => {
    const { ref } = await table();
    for (const ReturnValues of ['SOME', 1]) {
      const update = service.call('UpdateItem', {
        TableName: ref,
        Key: { voiceId: { S: 'v1' } },
        ReturnValues,
      });
      await expect(update).rejects.toMatchObject({
        type: expect.stringMatching(/^(ValidationException|SerializationException)$/),
      });
    }
  });

  it('refuses a write whose condition fails without reporting it, and returns the stored item on request', async () => {
    const { ref } = await table();
    await put(ref, 'v1', 'REQUESTED');
    const refusal = await put(ref, 'v1', 'OK').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ConditionalCheckFailedException);
    expect(refusal).toMatchObject({ Item: { status: { S: 'REQUESTED' } } });
    expect(recorder.ofKind('itemChanged')).toHaveLength(1);
  });

  it('keeps the table and its items over a restart', async () => {
    const { ref } = await table();
    await put(ref, 'v1', 'OK');
    await service.stop();
    await start();
    await table();
    const { Item } = await client.send(new GetItemCommand({ TableName: ref, Key: { voiceId: { S: 'v1' } } }));
    expect(Item).toMatchObject({ status: { S: 'OK' } });
  });

  it.each([
    ['another key', { KeySchema: [{ AttributeName: 'status', KeyType: 'HASH' }] }],
    [
      'a key of another type',
      {
        AttributeDefinitions: [
          { AttributeName: 'voiceId', AttributeType: 'N' },
          { AttributeName: 'status', AttributeType: 'S' },
        ],
      },
    ],
  ])('refuses to deploy %s for a stored table, with advice on how to start over', async (_case, change) => {
    await table();
    const { GlobalSecondaryIndexes, ...rest } = properties;
    await expect(deploy(service, 'Voices', 'AWS::DynamoDB::Table', { ...rest, ...change })).rejects.toThrow(
      /Voices: .*rm -rf \.local/,
    );
  });

  it('reports transactions as an unknown operation', async () => {
    await expect(client.send(new TransactWriteItemsCommand({ TransactItems: [] }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
  });

  it.each([
    ['an unknown table', { TableName: 'unknown', Key: { id: { S: 'x' } } }, 'ResourceNotFoundException'],
    ['a malformed key', { TableName: 'Stack-Voices', Key: { other: { S: 'x' } } }, 'ValidationException'],
  ])('refuses %s with the error name of DynamoDB', async (_case, input, name) => {
    await table();
    await expect(client.send(new GetItemCommand(input))).rejects.toMatchObject({ name });
  });

  it('accepts exactly one of many simultaneous conditional writes', async () => {
    const { ref } = await table();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => put(ref, 'v1', 'OK')));
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
  });
});
