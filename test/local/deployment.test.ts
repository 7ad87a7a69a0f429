import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import {
  DeleteSecretCommand,
  GetSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { ListQueuesCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RunnerEvent } from '../../local/core/runner-event.ts';
import { destroyStacks } from '../../local/destroy.ts';
import { ResourceExistsError, type RunningStack, startRunner } from '../../local/runner.ts';
import { clientSettings } from '../../scripts/running-stack.ts';
import { type TemporaryFolder, temporaryFolder } from './services/support/temporary-folder.ts';

type Declared = Readonly<Record<string, unknown>>;

let folder: TemporaryFolder;
let running: RunningStack | undefined;
let events: RunnerEvent[];
beforeEach(async () => {
  folder = await temporaryFolder();
  events = [];
});
afterEach(async () => {
  await stop();
  await folder.remove();
});

async function start(
  resources: Readonly<Record<string, Declared>>,
  { stackName = 'Stack', importExistingResources = false } = {},
): Promise<RunningStack> {
  const assemblyFolder = join(folder.path, 'assembly');
  mkdirSync(assemblyFolder, { recursive: true });
  const Outputs = Object.fromEntries(
    Object.keys(resources).map((logicalId) => [logicalId, { Value: { Ref: logicalId } }]),
  );
  writeFileSync(join(assemblyFolder, 'template.json'), JSON.stringify({ Resources: resources, Outputs }));
  const properties = { templateFile: 'template.json', stackName };
  const manifest = { artifacts: { [stackName]: { type: 'aws:cloudformation:stack', properties } } };
  writeFileSync(join(assemblyFolder, 'manifest.json'), JSON.stringify(manifest));
  running = await startRunner({
    assemblyFolder,
    stateFolder: join(folder.path, 'state'),
    apiPort: 0,
    importExistingResources,
    observer: (event) => events.push(event),
  });
  return running;
}

async function stop(): Promise<void> {
  await running?.stop();
  running = undefined;
}

/** Deletes the stacks. @returns the outcome of each resource by its logical id */
async function destroy(): Promise<Record<string, string>> {
  await stop();
  const stacks = await destroyStacks(join(folder.path, 'state'));
  return Object.fromEntries(
    stacks.flatMap(({ resources }) =>
      resources.map(({ logicalId, outcome, reason }) => [logicalId, reason ?? outcome]),
    ),
  );
}

const table = (Properties: Declared = {}, more: Declared = {}): Declared => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    BillingMode: 'PAY_PER_REQUEST',
    ...Properties,
  },
  ...more,
});
const queue = (Properties: Declared = {}, more: Declared = {}): Declared => ({
  Type: 'AWS::SQS::Queue',
  Properties,
  ...more,
});
const retain = { DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' };

const dynamo = (stack: RunningStack) => new DynamoDBClient(clientSettings(stack));

async function put(stack: RunningStack, TableName: string): Promise<void> {
  await dynamo(stack).send(new PutItemCommand({ TableName, Item: { id: { S: 'one' } } }));
}

async function hasItem(stack: RunningStack, TableName: string): Promise<boolean> {
  const input = { TableName, Key: { id: { S: 'one' } } };
  return (await dynamo(stack).send(new GetItemCommand(input))).Item !== undefined;
}

async function tables(stack: RunningStack): Promise<string[]> {
  return (await dynamo(stack).send(new ListTablesCommand({}))).TableNames ?? [];
}

async function queues(stack: RunningStack): Promise<string[]> {
  const { QueueUrls = [] } = await new SQSClient(clientSettings(stack, 'SQS')).send(
    new ListQueuesCommand({}),
  );
  return QueueUrls.map((url) => url.split('/').at(-1) ?? '');
}

describe('physical names', () => {
  it('are refused if two resources of a template have the same', async () => {
    const resources = { One: queue({ QueueName: 'orders' }), Other: queue({ QueueName: 'orders' }) };
    await expect(start(resources)).rejects.toThrow(
      "Other: Resource of type 'AWS::SQS::Queue' with identifier 'orders' already exists. It is One of the same template. Use another name.",
    );
  });

  it('can be equal for two types', async () => {
    await start({ Queue: queue({ QueueName: 'orders' }), Table: table({ TableName: 'orders' }) });
  });

  it('are refused if another stack of the state folder has the same, and allowed for generated ones', async () => {
    await start({ Queue: queue({ QueueName: 'orders' }), Own: queue() });
    await stop();
    await start({ Own: queue() }, { stackName: 'Second' });
    await stop();
    await expect(start({ Queue: queue({ QueueName: 'orders' }) }, { stackName: 'Third' })).rejects.toThrow(
      'It belongs to the stack Stack in this state folder. Use another name or folder.',
    );
  });
});

describe('a deleted stack', () => {
  it('loses the resources with the policy Delete, and retains the others', async () => {
    const stack = await start({ Kept: table({}, retain), Lost: table(), Queue: queue() });
    await put(stack, 'Stack-Kept');
    await put(stack, 'Stack-Lost');
    expect(await destroy()).toEqual({ Kept: 'retained', Lost: 'deleted', Queue: 'deleted' });
    const other = await start({ Own: queue() }, { stackName: 'Other' });
    expect([await tables(other), await queues(other)]).toEqual([['Stack-Kept'], ['Other-Own']]);
    expect(await hasItem(other, 'Stack-Kept')).toBe(true);
  });

  it('has other generated names when it is created again, and an empty table', async () => {
    const resources = { Table: table({}, retain) };
    const first = await start(resources);
    await put(first, first.outputs.Table ?? '');
    await destroy();
    const second = await start(resources);
    const { Table: name = '' } = second.outputs;
    expect(name).toMatch(/^Stack-Table-[0-9a-f]{8}$/);
    expect(await hasItem(second, name)).toBe(false);
    await stop();
    expect((await start(resources)).outputs.Table).toBe(name);
  });

  it('cannot be created again with the name of a retained resource, unless it imports the resource', async () => {
    const resources = { Table: table({ TableName: 'records' }, retain) };
    await put(await start(resources), 'records');
    await destroy();
    await expect(start(resources)).rejects.toThrow(ResourceExistsError);
    await expect(start(resources)).rejects.toThrow(
      "Table: Resource of type 'AWS::DynamoDB::Table' with identifier 'records' already exists. The deleted stack Stack has retained it.",
    );
    const imported = await start(resources, { importExistingResources: true });
    expect(await hasItem(imported, 'records')).toBe(true);
    await stop();
    await start(resources);
  });

  it('reports every resource of the template, also those that have no name or no service', async () => {
    const logGroup = { Type: 'AWS::Logs::LogGroup' };
    const resources = {
      Queue: queue(),
      Access: {
        Type: 'AWS::SQS::QueuePolicy',
        Properties: {
          Queues: [{ Ref: 'Queue' }],
          PolicyDocument: { Version: '2012-10-17', Statement: [] },
        },
      },
      Log: logGroup,
      KeptLog: { ...logGroup, DeletionPolicy: 'RetainExceptOnCreate' },
      Account: { Type: 'AWS::ApiGateway::Account', DeletionPolicy: 'Retain' },
    };
    await start(resources);
    expect(await destroy()).toEqual({
      Queue: 'deleted',
      Access: 'deleted',
      Log: 'deleted',
      KeptLog: 'retained',
      Account: 'retained',
    });
    // The runner keeps nothing of them, so that their names are free.
    await start(resources);
  });

  it('starts empty if nothing is retained', async () => {
    const resources = { Table: table() };
    await put(await start(resources), 'Stack-Table');
    expect(await destroy()).toEqual({ Table: 'deleted' });
    expect(await hasItem(await start(resources), 'Stack-Table')).toBe(false);
  });

  it('deletes a secret without a recovery window, so that the next start can use its name', async () => {
    const resources = {
      Key: {
        Type: 'AWS::SecretsManager::Secret',
        Properties: { Name: 'key', GenerateSecretString: {} },
      },
    };
    const SecretId = 'key';
    const secrets = (stack: RunningStack) => new SecretsManagerClient(clientSettings(stack));
    const read = async (stack: RunningStack) =>
      (await secrets(stack).send(new GetSecretValueCommand({ SecretId }))).SecretString;
    const first = await start(resources);
    const value = await read(first);
    await secrets(first).send(new DeleteSecretCommand({ SecretId }));
    expect(await destroy()).toEqual({ Key: 'deleted' });
    const second = await start(resources);
    expect(await read(second)).not.toBe(value);
  });

  it('loses the messages of a deleted queue', async () => {
    const sqs = (stack: RunningStack) => new SQSClient(clientSettings(stack, 'SQS'));
    const first = await start({ Queue: queue() });
    const sent = { QueueUrl: first.outputs.Queue, MessageBody: 'former' };
    await sqs(first).send(new SendMessageCommand(sent));
    await destroy();
    const second = await start({ Queue: queue() });
    const received = new ReceiveMessageCommand({ QueueUrl: second.outputs.Queue });
    expect((await sqs(second).send(received)).Messages).toBeUndefined();
  });

  it('keeps a protected table and a bucket with objects, and reports why', async () => {
    const resources = {
      Table: table({ DeletionProtectionEnabled: true }),
      Bucket: { Type: 'AWS::S3::Bucket' },
      Queue: queue(),
    };
    const stack = await start(resources);
    const s3 = new S3Client(clientSettings(stack, 'S3'));
    await s3.send(new PutObjectCommand({ Bucket: 'stack-bucket', Key: 'one', Body: 'object' }));
    expect(await destroy()).toEqual({
      Table: expect.stringContaining('protected against deletion'),
      Bucket: expect.stringContaining('not empty'),
      Queue: 'deleted',
    });
    expect(await destroy()).toEqual({
      Table: expect.stringContaining('protected'),
      Bucket: expect.stringContaining('not empty'),
    });
    expect((await start(resources)).outputs.Bucket).toBe('stack-bucket');
  });

  it('empties a bucket for which the CDK declares it', async () => {
    const stack = await start({
      Bucket: { Type: 'AWS::S3::Bucket' },
      Empty: { Type: 'Custom::S3AutoDeleteObjects', Properties: { BucketName: { Ref: 'Bucket' } } },
    });
    const s3 = new S3Client(clientSettings(stack, 'S3'));
    await s3.send(new PutObjectCommand({ Bucket: 'stack-bucket', Key: 'one', Body: 'object' }));
    expect(await destroy()).toEqual({ Bucket: 'deleted', Empty: 'deleted' });
    const other = await start({ Own: queue() }, { stackName: 'Other' });
    const { Buckets = [] } = await new S3Client(clientSettings(other, 'S3')).send(new ListBucketsCommand({}));
    expect(Buckets).toEqual([]);
  });
});

describe('an updated stack', () => {
  it('deletes a resource that it no longer has, or retains it by its DeletionPolicy', async () => {
    await start({ Kept: queue({}, retain), Lost: queue(), Other: queue() });
    await stop();
    events = [];
    const stack = await start({ Other: queue() });
    expect((await queues(stack)).sort()).toEqual(['Stack-Kept', 'Stack-Other']);
    const removed = events.filter(({ kind }) => kind === 'resourceRemoved');
    expect(removed).toEqual([
      expect.objectContaining({ logicalId: 'Kept', outcome: 'retained' }),
      expect.objectContaining({ logicalId: 'Lost', outcome: 'deleted' }),
    ]);
  });

  it('deletes a resource that it replaces, or retains it by its UpdateReplacePolicy', async () => {
    await start({ Kept: queue({ QueueName: 'kept' }), Lost: queue({ QueueName: 'lost' }, retain) });
    await stop();
    const stack = await start({
      Kept: queue({ QueueName: 'kept-2' }, { UpdateReplacePolicy: 'Retain' }),
      Lost: queue({ QueueName: 'lost-2' }, { UpdateReplacePolicy: 'Delete' }),
    });
    expect((await queues(stack)).sort()).toEqual(['kept', 'kept-2', 'lost-2']);
  });
});
