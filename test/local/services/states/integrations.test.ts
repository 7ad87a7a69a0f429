import { createServer, type Server } from 'node:http';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../../local/core/aws-error.ts';
import { timeScale } from '../../../../local/core/clock.ts';
import { AwsJsonServer } from '../../../../local/http/aws-json-server.ts';
import { close, listen } from '../../../../local/http/listen.ts';
import { CloudWatchService } from '../../../../local/services/cloudwatch/cloudwatch-service.ts';
import { S3Service } from '../../../../local/services/s3/s3-service.ts';
import { access, credentials } from '../../../support/local-credentials.ts';
import { deploy } from '../support/resources.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { functionArn, StatesFixture } from './states-fixture.ts';

let states: StatesFixture;
afterEach(() => states.stop());

const executionArn = 'arn:aws:states:us-east-1:000000000000:execution:machine:execution';
const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:machine';

/** Runs one task and returns its output. A caught error becomes the output. */
async function run(
  Resource: string,
  Parameters: object,
  options = {},
  prepare: (states: StatesFixture) => void = () => {},
) {
  states = new StatesFixture(
    {
      StartAt: 'Work',
      States: {
        Work: {
          Type: 'Task',
          Resource,
          Parameters,
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Pass', End: true },
      },
    },
    options,
  );
  prepare(states);
  await states.start();
  const ended = await states.run({ voiceId: 'v' });
  return ended.status === 'SUCCEEDED' ? JSON.parse(String(ended.output)) : ended;
}

describe('lambda:invoke', () => {
  const resource = 'arn:aws:states:::lambda:invoke';
  const parameters = { FunctionName: functionArn, Payload: { 'id.$': '$.voiceId' } };

  it("returns the function's result in an envelope", async () => {
    expect(await run(resource, parameters)).toMatchObject({
      StatusCode: 200,
      Payload: { id: 'v' },
      ExecutedVersion: '$LATEST',
    });
  });

  it.each([
    [
      'a throttled function',
      new AwsError('TooManyRequestsException', 'slow down', 429),
      'Lambda.TooManyRequestsException',
    ],
    ['a service that is down', new AwsError('ServiceException', 'down', 500), 'Lambda.ServiceException'],
    ['a lost connection', new Error('reset'), 'Lambda.SdkClientException'],
  ])('uses the error name of AWS for %s', async (_case, thrown, name) => {
    const prepare = (one: StatesFixture) => {
      one.respond = async () => {
        throw thrown;
      };
    };
    const Cause = expect.stringMatching(new RegExp(`^${thrown.message}( \\(Service: AWSLambda; .*\\))?$`));
    expect(await run(resource, parameters, {}, prepare)).toEqual({ Error: name, Cause });
  });

  it('fails without a catch if its parameters are not valid', async () => {
    expect(await run(resource, { 'FunctionName.$': '$' })).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    });
  });
});

describe('dynamodb', () => {
  let server: Server;
  let endpoint: string;
  let response: { status: number; body: unknown };
  let received: { target: unknown; body: unknown };

  beforeEach(async () => {
    server = createServer(async (incoming, outgoing) => {
      const body = JSON.parse((await incoming.toArray()).join(''));
      received = { target: incoming.headers['x-amz-target'], body };
      outgoing.writeHead(response.status).end(JSON.stringify(response.body));
    });
    endpoint = `http://127.0.0.1:${await listen(server, 0)}`;
  });
  afterEach(() => close(server));
  const options = () => ({ awsEndpoint: () => endpoint });

  const metadata = { SdkHttpMetadata: { HttpStatusCode: 200 } };
  it.each([
    ...['getItem', 'putItem', 'updateItem', 'deleteItem'].flatMap((operation) => [
      ['dynamodb', operation, metadata] as const,
      ['aws-sdk:dynamodb', operation, {}] as const,
    ]),
    ['aws-sdk:dynamodb', 'query', {}] as const,
  ])('%s:%s sends a request to DynamoDB', async (service, operation, more) => {
    response = { status: 200, body: { Item: { id: { S: 'v' } } } };
    const parameters = { TableName: 't', Key: { id: { 'S.$': '$.voiceId' } } };
    const output = await run(`arn:aws:states:::${service}:${operation}`, parameters, options());
    expect(output).toEqual({ Item: { id: { S: 'v' } }, ...more });
    const name = `${operation[0]?.toUpperCase()}${operation.slice(1)}`;
    expect(received).toEqual({
      target: `DynamoDB_20120810.${name}`,
      body: { TableName: 't', Key: { id: { S: 'v' } } },
    });
  });

  it.each([
    ['dynamodb', 'ConditionalCheckFailedException', 'DynamoDB.ConditionalCheckFailedException'],
    ['dynamodb', 'ResourceNotFoundException', 'DynamoDB.ResourceNotFoundException'],
    ['dynamodb', 'ValidationException', 'DynamoDB.AmazonDynamoDBException'],
    ['aws-sdk:dynamodb', 'ConditionalCheckFailedException', 'DynamoDb.ConditionalCheckFailedException'],
    ['aws-sdk:dynamodb', 'ValidationException', 'DynamoDb.DynamoDbException'],
  ])('%s: %s is caught as %s', async (service, type, name) => {
    response = { status: 400, body: { __type: `com.amazonaws.dynamodb.v20120810#${type}`, message: 'no' } };
    const output = await run(`arn:aws:states:::${service}:updateItem`, { TableName: 't' }, options());
    expect(output).toEqual({
      Error: name,
      Cause: expect.stringMatching(/^no \(Service: \w+[;,] Status Code: 400/),
    });
  });

  it('fails with an SDK error if the service cannot be reached', async () => {
    const output = await run('arn:aws:states:::dynamodb:getItem', { TableName: 't' });
    expect(output).toMatchObject({ Error: 'DynamoDB.SdkClientException' });
    expect(states.runnerEvents).toContainEqual(
      expect.objectContaining({
        kind: 'taskFailed',
        state: 'Work',
        error: 'DynamoDB.SdkClientException',
        cause: expect.stringContaining('cannot be reached'),
      }),
    );
  });
});

describe('aws-sdk:cloudwatch:putMetricData', () => {
  const resource = 'arn:aws:states:::aws-sdk:cloudwatch:putMetricData';
  const parameters = { Namespace: 'Voices', MetricData: [{ MetricName: 'Used', Value: 3 }] };

  it('sends the metrics', async () => {
    const folder = await temporaryFolder();
    const server = new AwsJsonServer({ access });
    await server.start();
    const cloudwatch = new CloudWatchService({
      stateFolder: folder.path,
      registry: server,
      queues: { depthOf: () => undefined },
      timeScale: timeScale(1),
      observer: () => {},
    });
    await cloudwatch.start();
    expect(await run(resource, parameters, { awsEndpoint: () => server.url })).toEqual({});
    await server.stop();
    await folder.remove();
  });

  it('fails with an SDK error if the service cannot be reached', async () => {
    expect(await run(resource, parameters)).toMatchObject({ Error: 'CloudWatch.SdkClientException' });
  });
});

describe('aws-sdk:s3:deleteObject', () => {
  const resource = 'arn:aws:states:::aws-sdk:s3:deleteObject';
  let folder: TemporaryFolder;
  let storage: S3Service;
  let bucket: string;

  beforeEach(async () => {
    folder = await temporaryFolder();
    storage = new S3Service({ stateFolder: folder.path, access });
    await storage.start();
    bucket = (await deploy(storage, 'Previews', 'AWS::S3::Bucket')).ref;
  });
  afterEach(async () => {
    await storage.stop();
    await folder.remove();
  });
  const deleted = (Key: unknown, Bucket = bucket) =>
    run(resource, { Bucket, Key }, { s3Endpoint: () => storage.url });

  it('deletes an object, and succeeds if it is missing', async () => {
    const client = new S3Client({ endpoint: storage.url, region: 'us-east-1', credentials });
    const Key = "previews/v (1)+'ü'.wav";
    await client.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'audio' }));
    expect(await deleted(Key)).toEqual({});
    await expect(client.send(new HeadObjectCommand({ Bucket: bucket, Key }))).rejects.toMatchObject({
      name: 'NotFound',
    });
    expect(await deleted(Key)).toEqual({});
    client.destroy();
  });

  it('fails for a missing bucket', async () => {
    expect(await deleted('key', 'missing')).toMatchObject({ Error: 'S3.NoSuchBucketException' });
  });

  it('fails without a catch if there is no key', async () => {
    expect(await deleted('')).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('fails with an SDK error if the service cannot be reached', async () => {
    expect(await run(resource, { Bucket: bucket, Key: 'key' })).toMatchObject({
      Error: 'S3.SdkClientException',
    });
  });
});

describe('events:putEvents', () => {
  const resource = 'arn:aws:states:::events:putEvents';
  const entry = {
    Source: 's',
    DetailType: 'd',
    EventBusName: 'bus',
    Detail: { 'id.$': '$.voiceId' },
    Resources: ['arn:own'],
  };

  it('sends the detail as an object, with the ARNs of the execution and the machine', async () => {
    expect(await run(resource, { Entries: [entry] })).toMatchObject({
      FailedEntryCount: 0,
      Entries: [{ EventId: 'event-id' }],
    });
    expect(states.publishedEvents[0]).toEqual({
      busName: 'bus',
      source: 's',
      detailType: 'd',
      detail: { id: 'v' },
      resources: ['arn:own', executionArn, stateMachineArn],
    });
  });

  it('accepts the ARN of a bus and a detail that is a string', async () => {
    const EventBusName = 'arn:aws:events:us-east-1:000000000000:event-bus/bus';
    await run(resource, { Entries: [{ ...entry, EventBusName, Detail: '{"a":1}' }] });
    expect(states.publishedEvents[0]).toMatchObject({ busName: 'bus', detail: { a: 1 } });
  });

  it.each([
    ['a bus that refuses the event', entry, 'no such bus'],
    ['a detail that is not JSON', { ...entry, Detail: '{' }, 'malformed'],
    ['an entry without a source', { DetailType: 'd', Detail: {} }, 'Source'],
  ])('fails as EventBridge.FailedEntry for %s', async (_case, invalid, word) => {
    const refuse = (one: StatesFixture) => {
      one.publish = async ({ source }) => {
        if (source === 's') throw new AwsError('ResourceNotFoundException', 'no such bus');
        return 'event-id';
      };
    };
    const output = await run(resource, { Entries: [invalid] }, {}, refuse);
    expect(output).toEqual({ Error: 'EventBridge.FailedEntry', Cause: expect.stringContaining(word) });
  });
});

describe('states:startExecution', () => {
  const resource = 'arn:aws:states:::states:startExecution';

  it('fails with the error name of the SDK if the execution exists', async () => {
    const output = await run(resource, {
      StateMachineArn: stateMachineArn,
      Name: 'execution',
      Input: { other: 1 },
    });
    expect(output).toMatchObject({ Error: 'StepFunctions.ExecutionAlreadyExistsException' });
  });

  it('fails for a missing machine', async () => {
    const output = await run(resource, { StateMachineArn: `${stateMachineArn}2` });
    expect(output).toMatchObject({ Error: 'StepFunctions.StateMachineDoesNotExistException' });
  });
});

describe('a request that the called service refuses', () => {
  const arn = (name: string) => `arn:aws:states:::${name}`;
  it.each([
    [
      'lambda:invoke',
      { FunctionName: 'a function' },
      'Lambda.AWSLambdaException',
      "1 validation error detected: Value 'a function' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern",
    ],
    [
      'events:putEvents',
      { Entries: Array.from({ length: 11 }, () => ({ Source: 's', DetailType: 't', Detail: {} })) },
      'EventBridge.AmazonEventBridgeException',
      "at 'entries' failed to satisfy constraint: Member must have length less than or equal to 10",
    ],
    [
      'states:startExecution',
      { StateMachineArn: stateMachineArn, Name: 'n'.repeat(81) },
      'StepFunctions.ValidationException',
      "at 'name' failed to satisfy constraint: Member must have length less than or equal to 80",
    ],
    [
      'states:startExecution',
      { StateMachineArn: stateMachineArn, Name: 'a name' },
      'StepFunctions.InvalidNameException',
      "Invalid Name: 'a name'",
    ],
  ])('ends %s with its error', async (resource, parameters, name, cause) => {
    expect(await run(arn(resource), parameters)).toEqual({
      Error: name,
      Cause: expect.stringContaining(cause),
    });
  });
});
