import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { runWorkflow } from '../../../cli/admin/run-workflow.ts';
import { AwsJsonServer } from '../../../local/http/aws-json-server.ts';
import { access, credentials } from '../../support/local-credentials.ts';

const describeInput = z.object({ executionArn: z.string() });
const outputs: Readonly<Record<string, unknown>> = {
  first: { dryRun: false, due: 50, purged: 50, continuedBy: 'second' },
  second: { dryRun: false, due: 100, purged: 99, continuedBy: 'third' },
  third: { dryRun: false, due: 101, purged: 100 },
};

const server = new AwsJsonServer({ access });
beforeAll(async () => {
  server.serve('AWSStepFunctions', {
    StartExecution: async () => ({ executionArn: 'first', startDate: 0 }),
    DescribeExecution: async (input) => {
      const { executionArn } = describeInput.parse(input);
      return { executionArn, status: 'SUCCEEDED', output: JSON.stringify(outputs[executionArn]) };
    },
  });
  await server.start();
});
afterAll(() => server.stop());

it('runWorkflow follows a run through the executions that continue it', async () => {
  const clientConfig = () => ({ endpoint: server.url, region: 'us-east-1', credentials });
  const deployment = { name: 'test', outputs: {}, stackId: null, output: () => 'machine', clientConfig };
  const run = await runWorkflow(deployment, {
    machineOutput: 'PurgeVoicesStateMachineArn',
    input: {},
    timeoutMs: 60_000,
  });
  expect(run).toEqual({ state: 'succeeded', executionArn: 'third', output: outputs.third });
});
