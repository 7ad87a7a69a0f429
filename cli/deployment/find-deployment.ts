import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { callAws } from './call-aws.ts';
import { readLocalStack } from './local-stack.ts';

/** Settings of an AWS SDK client. Empty for AWS itself, with the ambient credentials and region. */
export interface AwsClientConfig {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A deployment in AWS or on this machine, with the outputs of its stack. */
export interface Deployment {
  /** Display name. */
  readonly name: string;
  /** Returns an output. @throws UsageError if the stack does not have it */
  readonly output: (name: string) => string;
  readonly outputs: Readonly<Record<string, string>>;
  /** ARN of the CloudFormation stack. Null for the local stack. */
  readonly stackId: string | null;
  readonly clientConfig: (service?: 'SQS') => AwsClientConfig;
}

/** Finds the deployment of the named stack, or the local one. @throws UsageError, AwsCallError */
export async function findDeployment(
  { environment }: Terminal,
  { stack, state }: { readonly stack?: string; readonly state?: string },
): Promise<Deployment> {
  if (stack !== undefined) return findAwsDeployment(stack);
  const apiUrl = environment.VOICE_API_URL;
  const localStack = readLocalStack(state);
  if (apiUrl && !isSameUrl(apiUrl, localStack?.apiUrl)) {
    throw new UsageError('VOICE_API_URL names a deployment; name its stack with --stack NAME');
  }
  if (localStack === null) {
    throw new UsageError('no deployment found; name its stack with --stack NAME, or run npm start');
  }
  return {
    name: `the local stack at ${localStack.apiUrl}`,
    ...outputAccess(localStack.outputs, 'the local stack'),
    stackId: null,
    clientConfig: (service) => localClientConfig(localStack.environment, service),
  };
}

/** `npm run env` sets VOICE_API_URL to the local stack. */
function isSameUrl(one: string, other = ''): boolean {
  return one.replace(/\/$/, '') === other.replace(/\/$/, '');
}

async function findAwsDeployment(stack: string): Promise<Deployment> {
  const name = `the stack ${stack}`;
  const client = new CloudFormationClient({});
  const { Stacks: [description] = [] } = await callAws(
    () => client.send(new DescribeStacksCommand({ StackName: stack })),
    name,
  );
  const outputs = Object.fromEntries(
    (description?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
  return {
    name,
    ...outputAccess(outputs, name),
    stackId: description?.StackId ?? '',
    clientConfig: () => ({}),
  };
}

function outputAccess(outputs: Readonly<Record<string, string>>, stackName: string) {
  const output = (name: string): string => {
    const value = outputs[name];
    if (value) return value;
    throw new UsageError(
      `${stackName} has no output ${name}; it is not a voice design stack, or its version is too old`,
    );
  };
  return { outputs, output };
}

/** Configures each client explicitly, so that a call meant for the local stack cannot reach AWS. */
function localClientConfig(environment: Readonly<Record<string, string>>, service?: string): AwsClientConfig {
  return {
    endpoint: (service && environment[`AWS_ENDPOINT_URL_${service}`]) || environment.AWS_ENDPOINT_URL,
    region: environment.AWS_REGION,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  };
}
