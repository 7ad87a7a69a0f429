import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { z } from 'zod';
import { callAws } from '../deployment/call-aws.ts';
import type { Deployment } from '../deployment/find-deployment.ts';
import { AwsCallError } from '../errors/aws-call-error.ts';

const functionError = z.object({
  errorType: z.string().default('Error'),
  errorMessage: z.string().default(''),
});

/**
 * Invokes a function of the deployment once and returns its result.
 *
 * @param functionOutput the output that holds the function's name
 * @param subject the name of the call in error messages
 * @throws AwsCallError
 */
export async function invokeFunction(
  { output, clientConfig }: Pick<Deployment, 'output' | 'clientConfig'>,
  functionOutput: string,
  input: object,
  subject: string,
): Promise<unknown> {
  // A retry after a lost response would start a second invocation.
  const client = new LambdaClient({ ...clientConfig(), maxAttempts: 1 });
  const command = new InvokeCommand({ FunctionName: output(functionOutput), Payload: JSON.stringify(input) });
  const { Payload, FunctionError } = await callAws(() => client.send(command), subject);
  const result: unknown = JSON.parse(Payload?.transformToString() || 'null');
  if (FunctionError === undefined) return result;
  const { errorType, errorMessage } = functionError.parse(result);
  throw new AwsCallError('noResponse', `${subject} failed with ${errorType}: ${errorMessage}`, result);
}
