import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { callAws } from '../deployment/call-aws.ts';
import type { Deployment } from '../deployment/find-deployment.ts';
import { AwsCallError } from '../errors/aws-call-error.ts';

const report = z.looseObject({
  holds: z.boolean(),
  providerVoiceId: z.string().nullable(),
  steps: z.array(z.object({ step: z.string(), holds: z.boolean().nullable(), found: z.string() })),
  removed: z.array(z.string()),
});
export type ProbeReport = z.infer<typeof report>;

const functionError = z.object({
  errorType: z.string().default('Error'),
  errorMessage: z.string().default(''),
});

/** Invokes the deployment's probe of the provider, which takes up to five minutes. @throws AwsCallError */
export async function probeProvider(
  { output, clientConfig }: Deployment,
  input: { readonly scope: string; readonly targetModel?: string },
): Promise<ProbeReport> {
  // A retry after a lost response would start a second probe.
  const client = new LambdaClient({ ...clientConfig(), maxAttempts: 1 });
  const command = new InvokeCommand({
    FunctionName: output('ProbeProviderFunctionName'),
    Payload: JSON.stringify(input),
  });
  const { Payload, FunctionError } = await callAws(() => client.send(command), 'the probe');
  const result: unknown = JSON.parse(Payload?.transformToString() || 'null');
  if (FunctionError === undefined) return report.parse(result);
  const { errorType, errorMessage } = functionError.parse(result);
  throw new AwsCallError('noResponse', `the probe failed with ${errorType}: ${errorMessage}`, result);
}
