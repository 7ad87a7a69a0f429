import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from '@jest/globals';
import { StepFunctionsReader } from '../../../../lambdas/shared/execution-reader.ts';
import { type AnsweringServer, answeringServer } from '../../../support/answering-server.ts';
import { voiceId } from '../../../support/voices.ts';

const stateMachineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:design';
let server: AnsweringServer;
let client: SFNClient;
afterEach(() => {
  client.destroy();
  server.stop();
});

async function reader(status: number, answer: object) {
  server = await answeringServer(status, answer);
  client = new SFNClient(server.clientSettings);
  return new StepFunctionsReader(client, stateMachineArn);
}

describe('StepFunctionsReader', () => {
  it.each([
    ['RUNNING', 'running'],
    ['PENDING_REDRIVE', 'running'],
    ['SUCCEEDED', 'ended'],
    ['FAILED', 'ended'],
    ['TIMED_OUT', 'ended'],
    ['ABORTED', 'ended'],
  ])('reports a run that is %s as %s', async (status, state) => {
    const executions = await reader(200, { status });
    expect(await executions.state(voiceId, 3)).toBe(state);
    const executionArn = `arn:aws:states:eu-central-1:123456789012:execution:design:${voiceId}-r3`;
    expect(server.requests).toEqual([{ executionArn }]);
  });

  it('reports a run that was never started as none', async () => {
    const executions = await reader(400, { __type: 'ExecutionDoesNotExist', message: 'none' });
    expect(await executions.state(voiceId, 0)).toBe('none');
  });

  it('passes on errors that do not describe the run', async () => {
    const executions = await reader(400, { __type: 'ThrottlingException', message: 'slow down' });
    await expect(executions.state(voiceId, 0)).rejects.toThrow(
      expect.objectContaining({ name: 'ThrottlingException' }),
    );
  });
});
