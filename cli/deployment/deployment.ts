import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { UsageError } from '../errors/usage-error.ts';
import type { Terminal } from '../output/terminal.ts';
import { awsCall } from './aws-call.ts';
import { localStack } from './connect.ts';

/** Where a client of an AWS service goes; empty for AWS itself, with the credentials and the region around it. */
export interface AwsPlace {
  readonly endpoint?: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A deployment as its outputs name it, in AWS or on this machine. */
export interface Deployment {
  /** For people: where things are done. */
  readonly name: string;
  /** @throws UsageError for an output that the deployment does not have: an older or a foreign stack */
  readonly output: (name: string) => string;
  readonly outputs: Readonly<Record<string, string>>;
  readonly place: (service?: 'SQS' | 'S3') => AwsPlace;
}

/** The deployment of the stack that is named, or the local one. @throws UsageError, AwsCallError */
export async function deployment(
  { environment }: Terminal,
  { stack, state }: { readonly stack?: string; readonly state?: string },
): Promise<Deployment> {
  if (stack !== undefined) return deployed(stack);
  if (environment.VOICE_API_URL) {
    throw new UsageError('VOICE_API_URL names a deployment: name its stack too, with --stack NAME');
  }
  const note = localStack(state);
  if (note === null) throw new UsageError('no deployment: name its stack with --stack, or run npm start');
  return {
    name: `the local stack at ${note.apiUrl}`,
    ...withOutputs(note.outputs, 'the local stack'),
    place: (service) => localPlace(note.environment, service),
  };
}

async function deployed(stack: string): Promise<Deployment> {
  const client = new CloudFormationClient({});
  const { Stacks: [found] = [] } = await awsCall(
    () => client.send(new DescribeStacksCommand({ StackName: stack })),
    `the stack ${stack}`,
  );
  const outputs = Object.fromEntries(
    (found?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
  );
  return { name: `the stack ${stack}`, ...withOutputs(outputs, `the stack ${stack}`), place: () => ({}) };
}

function withOutputs(outputs: Readonly<Record<string, string>>, name: string) {
  const output = (wanted: string): string => {
    const value = outputs[wanted];
    if (value) return value;
    throw new UsageError(`${name} has no output ${wanted}: it is another stack, or an older version`);
  };
  return { outputs, output };
}

/** Told client by client, not by this process's environment: what is meant for this machine never goes to AWS. */
function localPlace(environment: Readonly<Record<string, string>>, service?: string): AwsPlace {
  return {
    endpoint: (service && environment[`AWS_ENDPOINT_URL_${service}`]) || environment.AWS_ENDPOINT_URL,
    region: environment.AWS_REGION,
    credentials: {
      accessKeyId: environment.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environment.AWS_SECRET_ACCESS_KEY ?? '',
    },
  };
}
