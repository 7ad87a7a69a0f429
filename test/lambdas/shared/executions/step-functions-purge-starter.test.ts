import { SFNClient } from '@aws-sdk/client-sfn';
import { expect, it } from '@jest/globals';
import { StepFunctionsPurgeStarter } from '../../../../lambdas/shared/executions.ts';
import { answeringServer } from '../../../support/answering-server.ts';
import { voiceId } from '../../../support/voices.ts';

it('starts a purge of the voice alone under a unique name', async () => {
  const server = await answeringServer(200, { executionArn: 'arn', startDate: 1 });
  const client = new SFNClient(server.clientSettings);
  const stateMachineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:purge';
  const purges = new StepFunctionsPurgeStarter(client, stateMachineArn);
  await purges.start(voiceId);
  await purges.start(voiceId);
  const name = expect.stringMatching(new RegExp(`^purge-${voiceId}-[\\w-]{36}$`));
  const started = { stateMachineArn, name, input: JSON.stringify({ voiceIds: [voiceId] }) };
  expect(server.requests).toEqual([started, started]);
  expect(new Set(server.requests.map((request) => JSON.stringify(request))).size).toBe(2);
  client.destroy();
  server.stop();
});
