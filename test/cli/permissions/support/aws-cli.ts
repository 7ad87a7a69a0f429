/**
 * The commands of the AWS CLI that docs/deploying.md uses, on the services that the environment names. An API key is
 * stored with the address of the simulator, so that no call leaves this machine.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { z } from 'zod';

const options = Object.fromEntries(
  ['stack-name', 'output', 'query', 'secret-id', 'secret-string'].map((name) => [
    name,
    { type: 'string' as const },
  ]),
);
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const value = (name: string) => String(values[name]);

async function describeStacks(): Promise<void> {
  const command = new DescribeStacksCommand({ StackName: value('stack-name') });
  const { Stacks: [stack] = [] } = await new CloudFormationClient({}).send(command);
  const [, key] = /^Stacks\[0\]\.Outputs\[\?OutputKey=='(\w+)'\]\.OutputValue$/.exec(value('query')) ?? [];
  const found = stack?.Outputs?.find(({ OutputKey }) => OutputKey === key)?.OutputValue;
  if (found === undefined || values.output !== 'text') throw new Error(`no output ${key}`);
  process.stdout.write(`${found}\n`);
}

async function putSecretValue(): Promise<void> {
  const [, path = ''] = /^file:\/\/(.+)$/.exec(value('secret-string')) ?? [];
  const secret = z
    .strictObject({ mainland: z.strictObject({ apiKey: z.string().min(1) }) })
    .parse(JSON.parse(readFileSync(path === '/dev/stdin' ? 0 : path, 'utf8')));
  const stored = { mainland: { ...secret.mainland, baseUrl: process.env.SIMULATOR_URL } };
  const command = new PutSecretValueCommand({
    SecretId: value('secret-id'),
    SecretString: JSON.stringify(stored),
  });
  await new SecretsManagerClient({}).send(command);
}

switch (positionals.join(' ')) {
  case 'cloudformation describe-stacks':
    await describeStacks();
    break;
  case 'secretsmanager put-secret-value':
    await putSecretValue();
    break;
  default:
    throw new Error(`No test runs aws ${positionals.join(' ')}.`);
}
