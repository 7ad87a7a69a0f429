import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { z } from 'zod';
import { runWorkflow } from '../../../cli/admin/run-workflow.ts';
import { AwsJsonServer } from '../../../local/http/aws-json-server.ts';
import { accessKeyId, credentials } from '../../support/local-credentials.ts';

const described = z.object({ executionArn: z.string() });
const outputs: Readonly<Record<string, unknown>> = {
  first: { dryRun: false, due: 50, purged: 50, continuedBy: 'second' },
  second: { dryRun: false, due: 100, purged: 99, continuedBy: 'third' },
  third: { dryRun: false, due: 101, purged: 100 },
};

const server = new AwsJsonServer({ accessKeyId });
beforeAll(async () => {
  server.serve('AWSStepFunctions', {
    StartExecution: async () => ({ executionArn: 'first', startDate: 0 }),
    DescribeExecution: async (input) => {
      const { executionArn } = described.parse(input);
      return { executionArn, status: 'SUCCEEDED', output: JSON.stringify(outputs[executionArn]) };
    },
  });
  await server.start();
});
afterAll(() => server.stop());

it('a run that continues in new executions is followed to its end, and counted as a whole', async () => {
  const place = () => ({ endpoint: server.url, region: 'us-east-1', credentials });
  const deployment = { name: 'test', outputs: {}, output: () => 'machine', place };
  const run = await runWorkflow(deployment, 'PurgeVoicesStateMachineArn', {}, 60_000, () => undefined);
  expect(run).toEqual({ state: 'succeeded', executionArn: 'third', output: outputs.third });
});
