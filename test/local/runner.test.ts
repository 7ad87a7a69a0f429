import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PortTakenError } from '../../local/core/errors.ts';
import type { RunnerEvent } from '../../local/core/runner-event.ts';
import { AssemblyError, type RunningStack, StateLockedError, startRunner } from '../../local/runner.ts';
import { ownPort } from '../support/own-port.ts';

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
let happenings: RunnerEvent[];
let watchers: (() => void)[];

beforeEach(() => {
  stateFolder = mkdtempSync(join(tmpdir(), 'runner-'));
  happenings = [];
  watchers = [];
});
afterEach(async () => {
  await stack?.stop();
  stack = undefined;
  rmSync(stateFolder, { recursive: true, force: true });
});

async function start(timeScale = 1, fireAtStart: readonly string[] = []): Promise<RunningStack> {
  stack = await startRunner({
    ...{ assemblyFolder, stateFolder, timeScale, fireAtStart },
    apiPort: 0,
    observer: (happening) => {
      happenings.push(happening);
      for (const watcher of watchers.splice(0)) watcher();
    },
  });
  return stack;
}

async function happened(wanted: Partial<RunnerEvent>): Promise<void> {
  const matches = (happening: RunnerEvent) =>
    Object.entries(wanted).every(([key, value]) =>
      Object.entries(happening).some(([k, v]) => k === key && v === value),
    );
  while (!happenings.some(matches)) await new Promise<void>((resolve) => watchers.push(resolve));
}

async function order(apiUrl: string, body: { order: string; wait: number }): Promise<number> {
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

async function item(running: RunningStack, name: string) {
  const { outputs, endpoints } = running;
  const dynamodb = new DynamoDBClient({ ...clientOf(running), endpoint: endpoints.aws });
  const { Item } = await dynamodb.send(
    new GetItemCommand({ TableName: outputs.TableName, Key: { order: { S: name } } }),
  );
  dynamodb.destroy();
  return Item;
}

describe('a synthesized stack on a laptop', () => {
  it('goes from a request to an event on a queue', async () => {
    const running = await start(100);
    expect(await order(running.apiUrl, { order: 'first', wait: 30 })).toBe(202);
    await happened({ kind: 'messageReceived' });
    expect(await item(running, 'first')).toMatchObject({ done: { S: 'first is done' } });
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

  it('tells the status rule of an execution that failed', async () => {
    const running = await start(100);
    await order(running.apiUrl, { order: 'bad one', wait: 1 }).then((status) => expect(status).toBe(502));
    expect(await order(running.apiUrl, { order: 'bad-one', wait: 1 })).toBe(202);
    await happened({ kind: 'messageReceived' });
    expect(await receive(running)).toMatchObject([
      { source: 'aws.states', detail: { name: 'bad-one', status: 'FAILED', error: 'OrderRefused' } },
    ]);
  });

  it('survives a kill: the same execution goes on with the rest of its wait, to one event', async () => {
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
    expect(await order(String(apiUrl).trim(), { order: 'second', wait: 3 })).toBe(202);
    child.kill('SIGKILL');
    await once(child, 'exit');

    const running = await start();
    await happened({ kind: 'executionResumed', execution: 'second', state: 'Wait' });
    await happened({ kind: 'messageReceived' });
    expect(Date.now() - orderedAt).toBeGreaterThanOrEqual(3_000);
    expect(await receive(running)).toMatchObject([{ detail: { order: 'second', execution: 'second' } }]);
    const sfn = new SFNClient({ ...clientOf(running), endpoint: running.endpoints.aws });
    const executionArn = running.outputs.MachineArn?.replace('stateMachine', 'execution').concat(':second');
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'SUCCEEDED',
    });
    sfn.destroy();
  });

  it('fires the schedule of an output at its start, and no other', async () => {
    await start();
    await stack?.stop();
    expect(happenings.filter(({ kind }) => kind === 'scheduleFired')).toEqual([]);
    const { outputs } = await start(1, ['TidyArn']);
    await happened({ kind: 'executionEnded', machine: 'Fixture-Tidy' });
    expect(happenings).toContainEqual({
      kind: 'scheduleFired',
      schedule: 'Fixture-TidyOnce',
      target: outputs.TidyArn,
    });
    expect(happenings.find(({ kind }) => kind === 'executionEnded')).toMatchObject({
      status: 'SUCCEEDED',
      output: '{"schedule":"arn:aws:scheduler:us-east-1:000000000000:schedule/clocks/Fixture-TidyOnce"}',
    });
  });

  it('does not start with an output that no schedule has to do with', async () => {
    await expect(start(1, ['TableName'])).rejects.toThrow(/No schedule .* TableName/);
    await expect(start(1, ['Nobody'])).rejects.toThrow(AssemblyError);
  });

  it('says which port is taken, and leaves the folder free', async () => {
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
