import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, it } from '@jest/globals';
import { callAws } from '../../../cli/deployment/call-aws.ts';
import { AwsError } from '../../../local/core/aws-error.ts';
import { AwsJsonServer } from '../../../local/http/aws-json-server.ts';
import { access, credentials } from '../../support/local-credentials.ts';
import { voice } from '../support.ts';

async function readSecret(endpoint: string): Promise<unknown> {
  const client = new SecretsManagerClient({
    endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
  });
  try {
    return await callAws(() => client.send(new GetSecretValueCommand({ SecretId: 'x' })), 'the secret');
  } finally {
    client.destroy();
  }
}

describe('callAws', () => {
  it.each([
    ['AccessDeniedException', 'notAuthorized'],
    ['UnrecognizedClientException', 'notAuthorized'],
    ['ExpiredTokenException', 'notAuthorized'],
    ['ResourceNotFoundException', 'refused'],
    ['InvalidParameterException', 'refused'],
  ])('turns %s into a one-line error of kind %s', async (name, kind) => {
    const server = new AwsJsonServer({ access });
    await server.start();
    try {
      server.serve('secretsmanager', {
        GetSecretValue: async () => {
          throw new AwsError(name, 'Not possible.\nMore detail.');
        },
      });
      await expect(readSecret(server.url)).rejects.toMatchObject({
        name: 'AwsCallError',
        kind,
        message: `access to the secret failed with ${name}: Not possible.`,
      });
    } finally {
      await server.stop();
    }
  });

  it('reports an unreachable service as no response', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    await expect(callAws(() => Promise.reject(refused), 'the secret')).rejects.toMatchObject({
      kind: 'noResponse',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });

  it('classifies missing credentials and a missing region', async () => {
    const call = (name: string) => () => Promise.reject(Object.assign(new Error('none'), { name }));
    await expect(callAws(call('CredentialsProviderError'), 'x')).rejects.toMatchObject({
      kind: 'notAuthorized',
    });
    const noRegion = () => Promise.reject(new Error('Region is missing'));
    await expect(callAws(noRegion, 'x')).rejects.toMatchObject({ kind: 'refused' });
  });

  it('passes an unexpected error through', async () => {
    const bug = new TypeError('x is not a function');
    await expect(callAws(() => Promise.reject(bug), 'x')).rejects.toBe(bug);
  });
});

describe('findDeployment', () => {
  it.each([
    [{}, 'name its stack with --stack NAME, or run npm start'],
    [{ VOICE_API_URL: 'https://x.example.com/v1' }, 'name its stack with --stack NAME'],
  ])('requires a stack name without a local stack: %j', async (environment, message) => {
    const outcome = await voice(['keys', 'list', '--state', '/nowhere'], { environment });
    expect(outcome).toMatchObject({ code: 2, out: '', err: expect.stringContaining(message) });
  });
});
