import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from '@jest/globals';
import { StepFunctionsStarter } from '../../../../lambdas/shared/executions.ts';
import { type AnsweringServer, answeringServer } from '../../../support/answering-server.ts';
import { voiceId } from '../../../support/voices.ts';

const stateMachineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:design';
let server: AnsweringServer;
let client: SFNClient;
afterEach(() => {
  client.destroy();
  server.stop();
});

async function starter(status: number, answer: object) {
  server = await answeringServer(status, answer);
  client = new SFNClient(server.clientSettings);
  return { requests: server.requests, executions: new StepFunctionsStarter(client, stateMachineArn) };
}

describe('StepFunctionsStarter', () => {
  it.each([
    [0, voiceId],
    [2, `${voiceId}-r2`],
  ])('names the execution of run %i after the voice, and passes no texts', async (run, name) => {
    const { requests, executions } = await starter(200, { executionArn: 'arn', startDate: 1 });
    await executions.start(voiceId, run);
    expect(requests).toEqual([{ stateMachineArn, name, input: JSON.stringify({ voiceId, run }) }]);
  });

  it('succeeds when the run was started before', async () => {
    const { executions } = await starter(400, { __type: 'ExecutionAlreadyExists', message: 'exists' });
    await expect(executions.start(voiceId, 0)).resolves.toBeUndefined();
  });

  it.each(['StateMachineDoesNotExist', 'ExecutionLimitExceeded'])('fails on %s', async (type) => {
    const { executions } = await starter(400, { __type: type, message: 'no' });
    await expect(executions.start(voiceId, 0)).rejects.toThrow(expect.objectContaining({ name: type }));
  });
});
