import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { awsCall } from '../deployment/aws-call.ts';
import type { Deployment } from '../deployment/deployment.ts';
import { AwsCallError } from '../errors/aws-call-error.ts';

const report = z.looseObject({
  holds: z.boolean(),
  providerVoiceId: z.string().nullable(),
  steps: z.array(z.object({ step: z.string(), holds: z.boolean().nullable(), found: z.string() })),
  removed: z.array(z.string()),
});
export type ProbeReport = z.infer<typeof report>;

const failure = z.object({ errorType: z.string().default('Error'), errorMessage: z.string().default('') });

/** Lets the deployment's function probe the provider, which takes up to five minutes. @throws AwsCallError */
export async function probeProvider(
  { output, place }: Deployment,
  input: { readonly scope: string; readonly targetModel?: string },
): Promise<ProbeReport> {
  // Once: a second try after a lost answer would be a second probe.
  const client = new LambdaClient({ ...place(), maxAttempts: 1 });
  const command = new InvokeCommand({
    FunctionName: output('ProbeProviderFunctionName'),
    Payload: JSON.stringify(input),
  });
  const { Payload, FunctionError } = await awsCall(() => client.send(command), 'the probe');
  const answer: unknown = JSON.parse(Payload?.transformToString() || 'null');
  if (FunctionError === undefined) return report.parse(answer);
  const { errorType, errorMessage } = failure.parse(answer);
  throw new AwsCallError('noAnswer', `the probe: ${errorType}: ${errorMessage}`, answer);
}
