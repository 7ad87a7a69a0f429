import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { SFNClient } from '@aws-sdk/client-sfn';
import { afterEach, describe, expect, it } from '@jest/globals';
import { StepFunctionsStarter } from '../../../../lambdas/shared/executions/step-functions-starter.ts';
import { voiceId } from '../../../support/voices.ts';

const stateMachineArn = 'arn:aws:states:eu-central-1:123456789012:stateMachine:design';
let server: Server;
let client: SFNClient;
afterEach(() => {
  client.destroy();
  server.close();
});

/** A Step Functions that gives one answer to everything, and the requests it got. */
async function starter(status: number, answer: object) {
  const requests: unknown[] = [];
  server = createServer(async (request, response) => {
    requests.push(await json(request));
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' }).end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  client = new SFNClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    disableHostPrefix: true,
    maxAttempts: 1,
  });
  return { requests, executions: new StepFunctionsStarter(client, stateMachineArn) };
}

describe('starting the workflow', () => {
  it.each([
    [0, voiceId],
    [2, `${voiceId}-r2`],
  ])('names the execution of run %i after the voice, and passes no texts', async (run, name) => {
    const { requests, executions } = await starter(200, { executionArn: 'arn', startDate: 1 });
    await executions.start(voiceId, run);
    expect(requests).toEqual([{ stateMachineArn, name, input: JSON.stringify({ voiceId, run }) }]);
  });

  it('has done what was asked when it was started before', async () => {
    const { executions } = await starter(400, { __type: 'ExecutionAlreadyExists', message: 'exists' });
    await expect(executions.start(voiceId, 0)).resolves.toBeUndefined();
  });

  it.each(['StateMachineDoesNotExist', 'ExecutionLimitExceeded'])('fails on %s', async (type) => {
    const { executions } = await starter(400, { __type: type, message: 'no' });
    await expect(executions.start(voiceId, 0)).rejects.toThrow(expect.objectContaining({ name: type }));
  });
});
