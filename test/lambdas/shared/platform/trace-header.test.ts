import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { SendTaskSuccessCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventBridge } from '../../../../lambdas/shared/platform/event-bridge.ts';
import { stepFunctions } from '../../../../lambdas/shared/platform/step-functions.ts';
import { credentials } from '../../../support/local-credentials.ts';

const trace = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';
const received: IncomingHttpHeaders[] = [];
const server = createServer((request, response) => {
  received.push(request.headers);
  request.resume().on('end', () => response.end(JSON.stringify({ Entries: [], FailedEntryCount: 0 })));
});

/** The variables that Lambda sets, with an endpoint on this machine. */
const variables = (url: string) => ({
  AWS_ENDPOINT_URL: url,
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: credentials.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  AWS_LAMBDA_FUNCTION_NAME: 'request-voice',
  _X_AMZN_TRACE_ID: trace,
});
const before = { ...process.env };

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  Object.assign(process.env, variables(`http://127.0.0.1:${port}`));
});
afterAll(() => {
  server.close();
  process.env = before;
});

/** Both services read the header: https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html */
it.each([
  [
    'StartExecution',
    () => stepFunctions().send(new StartExecutionCommand({ stateMachineArn: 'arn:aws:states:::design' })),
  ],
  [
    'SendTaskSuccess',
    () => stepFunctions().send(new SendTaskSuccessCommand({ taskToken: 'token', output: '{}' })),
  ],
  ['PutEvents', () => eventBridge().send(new PutEventsCommand({ Entries: [{ Detail: '{}' }] }))],
] as const)('%s of a function carries the trace of its invocation', async (_, send) => {
  await send();
  expect(received.at(-1)?.['x-amzn-trace-id']).toBe(trace);
});
