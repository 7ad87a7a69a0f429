import type { RunningStack } from '../running-stack.ts';

/** Services of AWS that the local stack answers, with their operations. */
export const localServices: readonly { readonly service: string; readonly operations: string }[] = [
  { service: 'EventBridge', operations: 'PutEvents, TestEventPattern' },
  { service: 'SQS', operations: 'messages and attributes of the queues' },
  { service: 'DynamoDB', operations: 'items, queries and scans' },
  { service: 'S3', operations: 'objects of the bucket' },
  {
    service: 'Step Functions',
    operations:
      'start, stop, list and describe executions, read their histories, answer task tokens, describe a state machine',
  },
  { service: 'Lambda', operations: 'Invoke' },
  { service: 'Secrets Manager', operations: 'read, write, describe, delete and restore secrets' },
  { service: 'CloudWatch', operations: 'PutMetricData, DescribeAlarms, SetAlarmState' },
  { service: 'STS', operations: 'GetCallerIdentity' },
];

const notLocal = [
  'Not local: CloudFormation, CloudWatch Logs, IAM, SNS, and the management of functions, state machines, rules, schedules,',
  'alarms and APIs. Such a call fails with UnknownOperationException and does not reach AWS.',
  'AWS CLI 1 ignores the variables for SQS: add --endpoint-url "$AWS_ENDPOINT_URL_SQS".',
];

/** Variables that would override those of the local stack. */
const overriding = [
  'AWS_PROFILE',
  'AWS_DEFAULT_PROFILE',
  'AWS_SESSION_TOKEN',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
];

/** Names of outputs that CDK generates end with a hash. */
const generatedName = /[0-9A-F]{8}$/;

/**
 * Returns the variables of a program that uses the stack: those of AWS SDKs, the address and a key of the HTTP API, and
 * the outputs of the stack in upper case, such as `EVENTS_QUEUE_URL`.
 */
export function variablesOf({ apiUrl, apiKey, environment, outputs }: RunningStack): Record<string, string> {
  const named = Object.entries(outputs)
    .filter(([name]) => name !== 'ApiUrl' && !generatedName.test(name))
    .map(([name, value]) => [name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, '_').toUpperCase(), value]);
  return {
    ...environment,
    VOICE_API_URL: apiUrl.replace(/\/$/, ''),
    VOICE_API_KEY: apiKey,
    ...Object.fromEntries(named),
  };
}

/**
 * Returns commands that set the variables in a POSIX shell and remove those that would override them.
 *
 * @param present names of the variables that the shell has
 */
export function shellCommands(
  variables: Readonly<Record<string, string>>,
  present: readonly string[],
): string {
  // A process can have variables whose names a shell would execute, so only plain names are printed.
  const endpoints = present.filter((name) => /^AWS_ENDPOINT_URL_\w+$/.test(name) && !(name in variables));
  return [
    `unset ${[...overriding, ...endpoints].join(' ')}`,
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}`),
    '',
  ].join('\n');
}

/** Returns the explanation of what the variables reach. */
export function explanation(state: string): string {
  const width = Math.max(...localServices.map(({ service }) => service.length));
  return [
    `The AWS CLI and AWS SDKs with these variables use the local stack in ${state}:`,
    ...localServices.map(({ service, operations }) => `  ${service.padEnd(width)}  ${operations}`),
    ...notLocal,
  ].join('\n');
}

function quoted(value: string): string {
  return `'${value.replaceAll("'", String.raw`'\''`)}'`;
}
