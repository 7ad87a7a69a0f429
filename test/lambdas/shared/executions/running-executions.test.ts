import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { StepFunctionsRunningExecutions } from '../../../../lambdas/shared/running-executions.ts';
import { type AnsweringServer, answeringServer } from '../../../support/answering-server.ts';
import { voiceId } from '../../../support/voices.ts';

const stateMachineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:design';
let server: AnsweringServer;
let client: SFNClient;

beforeEach(async () => {
  server = await answeringServer(200, { executions: [{ name: `${voiceId}-r2` }], nextToken: 'next' });
  client = new SFNClient(server.clientSettings);
});
afterEach(() => {
  client.destroy();
  server.stop();
});

describe('StepFunctionsRunningExecutions', () => {
  it('reads pages of running executions up to a maximum', async () => {
    const running = new StepFunctionsRunningExecutions(client, stateMachineArn);
    expect(await running.names(2)).toEqual(new Set([`${voiceId}-r2`]));
    const request = { stateMachineArn, statusFilter: 'RUNNING', maxResults: 1_000 };
    expect(server.requests).toEqual([request, { ...request, nextToken: 'next' }]);
  });

  it('requests nothing for a maximum of 0', async () => {
    const running = new StepFunctionsRunningExecutions(client, stateMachineArn);
    expect(await running.names(0)).toEqual(new Set());
    expect(server.requests).toEqual([]);
  });
});
