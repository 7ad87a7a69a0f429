import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AwsJsonServer } from '../../../../local/http/aws-json-server.ts';
import { machineArn } from '../../../../local/services/states/arns.ts';
import { access, credentials } from '../../../support/local-credentials.ts';
import { StatesFixture } from './states-fixture.ts';

const stateMachineArn = machineArn('machine');

describe('the Step Functions API, called by the SDK', () => {
  let states: StatesFixture;
  let server: AwsJsonServer;
  let client: SFNClient;

  beforeEach(async () => {
    server = new AwsJsonServer({ access });
    await server.start();
    const definition = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 3_600, End: true } } };
    const timeScale = { factor: 1, scale: (milliseconds: number) => milliseconds };
    states = await new StatesFixture(definition, { registry: server, timeScale }).start();
    client = new SFNClient({ endpoint: server.url, region: 'us-east-1', credentials, maxAttempts: 1 });
  });
  afterEach(async () => {
    client.destroy();
    await server.stop();
    await states.stop();
  });

  const start = (name: string, input?: string) =>
    client.send(new StartExecutionCommand({ stateMachineArn, name, input }));

  it('returns the running execution for the same name and input', async () => {
    const first = await start('voice', '{"a":1}');
    expect(await start('voice', '{"a":1}')).toMatchObject({
      executionArn: first.executionArn,
      startDate: first.startDate,
    });
    await expect(start('voice', '{"a":2}')).rejects.toThrow(
      expect.objectContaining({ name: 'ExecutionAlreadyExists' }),
    );
  });

  it('does not reuse the name of an ended execution', async () => {
    const { executionArn } = await start('voice', '{}');
    await client.send(new StopExecutionCommand({ executionArn, error: 'Stopped', cause: 'by hand' }));
    await expect(start('voice', '{}')).rejects.toThrow(
      expect.objectContaining({ name: 'ExecutionAlreadyExists' }),
    );
    const described = await client.send(new DescribeExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ status: 'ABORTED', error: 'Stopped', cause: 'by hand', input: '{}' });
    expect(described.stopDate).toBeInstanceOf(Date);
  });

  it('generates a name if there is none', async () => {
    const { executionArn } = await client.send(new StartExecutionCommand({ stateMachineArn }));
    expect(executionArn).toMatch(/:execution:machine:[0-9a-f-]{36}$/);
  });

  it.each([
    ['a missing machine', { stateMachineArn: machineArn('other') }, 'StateMachineDoesNotExist'],
    ['an invalid ARN', { stateMachineArn: 'machine' }, 'InvalidArn'],
    ['an input that is not JSON', { stateMachineArn, input: '{' }, 'InvalidExecutionInput'],
    ['a name with a space', { stateMachineArn, name: 'a voice' }, 'InvalidName'],
    ['an input over 256 KiB', { stateMachineArn, input: `"${'x'.repeat(262_143)}"` }, 'ValidationException'],
  ])('refuses %s', async (_case, input, name) => {
    const response = client.send(new StartExecutionCommand(input));
    await expect(response).rejects.toThrow(expect.objectContaining({ name }));
  });

  it('lists executions by status and in pages', async () => {
    for (const name of ['a', 'b', 'c']) await start(name);
    const arn = `arn:aws:states:us-east-1:000000000000:execution:machine:b`;
    await client.send(new StopExecutionCommand({ executionArn: arn }));
    const running = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }),
    );
    expect(running.executions?.map(({ name }) => name).toSorted()).toEqual(['a', 'c']);
    const names: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await client.send(
        new ListExecutionsCommand({ stateMachineArn, maxResults: 2, nextToken }),
      );
      names.push(...(page.executions ?? []).map(({ name }) => name));
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    expect(names.toSorted()).toEqual(['a', 'b', 'c']);
  });

  it('returns the definition, and an error for a missing execution', async () => {
    const machine = await client.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(JSON.parse(machine.definition ?? '')).toHaveProperty('StartAt', 'Wait');
    const missing = `arn:aws:states:us-east-1:000000000000:execution:machine:none`;
    await expect(client.send(new DescribeExecutionCommand({ executionArn: missing }))).rejects.toThrow(
      expect.objectContaining({ name: 'ExecutionDoesNotExist' }),
    );
  });

  it.each([
    ['SendTaskSuccess', () => client.send(new SendTaskSuccessCommand({ taskToken: 'none', output: '{}' }))],
    ['SendTaskFailure', () => client.send(new SendTaskFailureCommand({ taskToken: 'none' }))],
    ['SendTaskHeartbeat', () => client.send(new SendTaskHeartbeatCommand({ taskToken: 'none' }))],
  ])('refuses an invalid token in %s', async (_name, send) => {
    await expect(send()).rejects.toThrow(expect.objectContaining({ name: 'InvalidToken' }));
  });
});
