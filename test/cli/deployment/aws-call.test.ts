import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { awsCall } from '../../../cli/deployment/aws-call.ts';
import { AwsError } from '../../../local/core/aws-error.ts';
import { AwsJsonServer } from '../../../local/http/aws-json-server.ts';
import { accessKeyId, credentials } from '../../support/local-credentials.ts';
import { voice } from '../support.ts';

async function readAt(endpoint: string): Promise<unknown> {
  const client = new SecretsManagerClient({
    endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  try {
    return await awsCall(() => client.send(new GetSecretValueCommand({ SecretId: 'x' })), 'the secret');
  } finally {
    client.destroy();
  }
}

describe('what an AWS service says', () => {
  it.each([
    ['AccessDeniedException', 'notAuthorized'],
    ['UnrecognizedClientException', 'notAuthorized'],
    ['ExpiredTokenException', 'notAuthorized'],
    ['ResourceNotFoundException', 'refused'],
    ['InvalidParameterException', 'refused'],
  ])('%s is told in a line, as %s', async (name, kind) => {
    const server = new AwsJsonServer({ accessKeyId });
    await server.start();
    try {
      server.serve('secretsmanager', {
        GetSecretValue: async () => {
          throw new AwsError(name, 'Why not.\nMore of it.');
        },
      });
      await expect(readAt(server.url)).rejects.toMatchObject({
        name: 'AwsCallError',
        kind,
        message: `the secret: ${name}: Why not.`,
      });
    } finally {
      await server.stop();
    }
  });

  it('is nothing where it cannot be reached', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    await expect(awsCall(() => Promise.reject(refused), 'the secret')).rejects.toMatchObject({
      kind: 'noAnswer',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('is not asked without a region or credentials', async () => {
    const call = (name: string) => () => Promise.reject(Object.assign(new Error('none'), { name }));
    await expect(awsCall(call('CredentialsProviderError'), 'x')).rejects.toMatchObject({
      kind: 'notAuthorized',
    });
    const noRegion = () => Promise.reject(new Error('Region is missing'));
    await expect(awsCall(noRegion, 'x')).rejects.toMatchObject({ kind: 'refused' });
  });

  it('hides no error that nobody foresaw', async () => {
    const bug = new TypeError('x is not a function');
    await expect(awsCall(() => Promise.reject(bug), 'x')).rejects.toBe(bug);
  });
});

describe('the deployment of a command that uses AWS', () => {
  it.each([
    [{}, 'name its stack with --stack, or run npm start'],
    [{ VOICE_API_URL: 'https://x.example.com/v1' }, 'name its stack too, with --stack NAME'],
  ])('is never guessed: %j', async (environment, said) => {
    const outcome = await voice(['keys', 'list', '--state', '/nowhere'], { environment });
    expect(outcome).toMatchObject({ code: 2, out: '', err: expect.stringContaining(said) });
  });
});
