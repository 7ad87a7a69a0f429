import { z } from 'zod';
import type { Deployment } from '../deployment/find-deployment.ts';
import { invokeFunction } from './invoke-function.ts';

const report = z.looseObject({
  holds: z.boolean(),
  providerVoiceId: z.string().nullable(),
  steps: z.array(z.object({ step: z.string(), holds: z.boolean().nullable(), found: z.string() })),
  removed: z.array(z.string()),
});
export type ProbeReport = z.infer<typeof report>;

/** Invokes the deployment's probe of the provider, which takes up to five minutes. @throws AwsCallError */
export async function probeProvider(
  deployment: Deployment,
  input: { readonly scope: string; readonly targetModel?: string },
): Promise<ProbeReport> {
  return report.parse(await invokeFunction(deployment, 'ProbeProviderFunctionName', input, 'the probe'));
}
