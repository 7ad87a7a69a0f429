import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PortTakenError } from '../../local/core/errors.ts';
import { AssemblyError, type RunningStack, StateLockedError, startRunner } from '../../local/runner.ts';
import { ownPort } from '../support/own-port.ts';
import { EventRecorder } from './services/support/event-recorder.ts';

const assemblyFolder = join(import.meta.dirname, 'fixtures', 'assembly');
const clientOf = ({ environment }: RunningStack) => ({
  region: environment.AWS_REGION,
  credentials: {
    accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
  },
});

let stateFolder: string;
let stack: RunningStack | undefined;
let recorder: EventRecorder;

beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'runner-'));
  recorder = new EventRecorder();
});
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
  rmSync(stateFolder, { recursive: true, force: true });
});

async function start(timeScale = 1, fireAtStart: readonly string[] = []): Promise<RunningStack> {
  stack = await startRunner({
    assemblyFolder,
    stateFolder,
    timeScale,
    fireAtStart,
    apiPort: 0,
    grantsFile: join(stateFolder, 'grants.jsonl'),
    observer: recorder.observe,
  });
  return stack;
}

async function postOrder(apiUrl: string, body: { order: string; wait: number }): Promise<number> {
  const response = await fetch(`${apiUrl}/orders`, { method: 'POST', body: JSON.stringify(body) });
  await response.arrayBuffer();
  return response.status;
}

async function receive(running: RunningStack): Promise<unknown[]> {
  const { outputs, endpoints } = running;
  const sqs = new SQSClient({ ...clientOf(running), endpoint: endpoints.sqs });
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: outputs.QueueUrl, MaxNumberOfMessages: 10 }),
  );
  sqs.destroy();
  return Messages.map(({ Body }) => JSON.parse(Body ?? ''));
}

async function getItem(running: RunningStack, name: string) {
  const { outputs, endpoints } = running;
  const dynamodb = new DynamoDBClient({ ...clientOf(running), endpoint: endpoints.aws });
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: outputs.TableName, Key: { order: { S: name } } }),
  );
  dynamodb.destroy();
  return Item;
}

describe('a synthesized stack on a laptop', () => {
  it('turns a request into an event on a queue', async () => {
    const running = await start(100);
    expect(await postOrder(running.apiUrl, { order: 'first', wait: 30 })).toBe(202);
    await recorder.waitFor(({ kind }) => kind === 'messageReceived');
    expect(await getItem(running, 'first')).toMatchObject({ done: { S: 'first is done' } });
    const executionArn = running.outputs.MachineArn?.replace('stateMachine', 'execution').concat(':first');
    expect(await receive(running)).toEqual([
      expect.objectContaining({
        source: 'fixture',
        'detail-type': 'Order Done',
        detail: { order: 'first', execution: 'first' },
        resources: [executionArn, running.outputs.MachineArn],
      }),
    ]);
    expect(running.outputs.ApiUrl).toBe(`${running.apiUrl}/`);
    expect(readFileSync(join(stateFolder, 'grants.jsonl'), 'utf8')).toMatch(
      /^\["\w+ 0 states:StartExecution 0"\]$/m,
    );
    expect(running.environment).toEqual({
      AWS_ENDPOINT_URL: running.endpoints.aws,
      AWS_ENDPOINT_URL_S3: running.endpoints.s3,
      AWS_ENDPOINT_URL_SQS: running.endpoints.sqs,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: expect.stringMatching(/^LOCAL[0-9A-F]{32}$/),
      AWS_SECRET_ACCESS_KEY: 'local',
    });
  });

  it('publishes the status change of a failed execution', async () => {
    const running = await start(100);
    expect(await postOrder(running.apiUrl, { order: 'bad one', wait: 1 })).toBe(502);
    expect(await postOrder(running.apiUrl, { order: 'bad-one', wait: 1 })).toBe(202);
    await recorder.waitFor(({ kind }) => kind === 'messageReceived');
    expect(await receive(running)).toMatchObject([
      { source: 'aws.states', detail: { name: 'bad-one', status: 'FAILED', error: 'OrderRefused' } },
    ]);
  });

  it('resumes an execution after a kill with the rest of its wait, and publishes one event', async () => {
    const child = spawn(
      process.execPath,
      [join(import.meta.dirname, 'fixtures', 'run-stack.ts'), assemblyFolder, stateFolder],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    const [apiUrl] = await once(child.stdout.setEncoding('utf8'), 'data');
    await expect(start()).rejects.toThrow(StateLockedError);
    const orderedAt = Date.now();
    expect(await postOrder(String(apiUrl).trim(), { order: 'second', wait: 3 })).toBe(202);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const running = await start();
    await recorder.waitFor(({ kind }) => kind === 'messageReceived');
    expect(recorder.ofKind('executionResumed')).toMatchObject([{ execution: 'second', state: 'Wait' }]);
    expect(Date.now() - orderedAt).toBeGreaterThanOrEqual(3_000);
    expect(await receive(running)).toMatchObject([{ detail: { order: 'second', execution: 'second' } }]);
    const sfn = new SFNClient({ ...clientOf(running), endpoint: running.endpoints.aws });
    const executionArn = running.outputs.MachineArn?.replace('stateMachine', 'execution').concat(':second');
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'SUCCEEDED',
    });
    sfn.destroy();
  });

  it('fires only the schedule of the given output at its start', async () => {
    await start();
    await stack?.stop();
    expect(recorder.ofKind('scheduleFired')).toEqual([]);
    const { outputs } = await start(1, ['TidyArn']);
    const ended = await recorder.waitFor(({ kind }) => kind === 'executionEnded');
    expect(recorder.events).toContainEqual({
      kind: 'scheduleFired',
      schedule: 'Fixture-TidyOnce',
      target: outputs.TidyArn,
    });
    expect(ended).toMatchObject({
      machine: 'Fixture-Tidy',
      status: 'SUCCEEDED',
      output: '{"schedule":"arn:aws:scheduler:us-east-1:000000000000:schedule/clocks/Fixture-TidyOnce"}',
    });
  });

  it('refuses to start with an output that refers to no schedule', async () => {
    await expect(start(1, ['TableName'])).rejects.toThrow(/TableName refers to no schedule/);
    await expect(start(1, ['Missing'])).rejects.toThrow(AssemblyError);
  });

  it('reports the port that is taken and unlocks the state folder', async () => {
    const other = createServer();
    const port = ownPort();
    other.listen(port, '127.0.0.1');
    await once(other, 'listening');
    const taken = startRunner({ assemblyFolder, stateFolder, apiPort: port });
    await expect(taken).rejects.toThrow(PortTakenError);
    await expect(taken).rejects.toThrow(String(port));
    other.close();
    await start();
  });
});
