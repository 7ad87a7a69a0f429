import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { marshalled } from '../../../lambdas/shared/stores/items.ts';
import { proxyEvent } from '../../support/http-events.ts';
import { readyVoice, voiceId } from '../../support/voices.ts';
import { type BundleFixture, bundleFixture, type ReceivedRequest, type Reply } from './support.ts';

const credentials = {
  AWS_ACCESS_KEY_ID: 'AKIDOFLAMBDA',
  AWS_SECRET_ACCESS_KEY: 'secret',
  AWS_SESSION_TOKEN: 'token-of-lambda',
};
const providerVoiceId = 'cosyvoice-v3.5-plus-vd-announcer-f0f1b1bb3679400486ad031fc8bd2bed';
const updateItem = z.object({
  ExpressionAttributeNames: z.object({ '#cursor': z.string() }),
  ExpressionAttributeValues: z.object({ ':after': z.unknown().optional(), ':until': z.unknown().optional() }),
});

const getItem = z.object({ Key: z.object({ voiceId: z.object({ S: z.literal(voiceId) }) }) });

let fixture: BundleFixture;
let failures = 0;

function reply(request: ReceivedRequest): Reply {
  if (failures > 0) {
    failures -= 1;
    return { status: 500, body: { __type: 'InternalServerError' } };
  }
  switch (request.headers['x-amz-target']) {
    case undefined:
      return { status: 200, body: { output: { voice_id: providerVoiceId, status: 'OK' } } };
    case 'secretsmanager.GetSecretValue': {
      const secret = { mainland: { apiKey: 'sk-canary0123456789abcdef', baseUrl: fixture.url } };
      return { status: 200, body: { SecretString: JSON.stringify(secret) } };
    }
    case 'DynamoDB_20120810.UpdateItem': {
      const { ExpressionAttributeNames, ExpressionAttributeValues } = updateItem.parse(request.body);
      const cursor = ExpressionAttributeValues[':after'] ?? ExpressionAttributeValues[':until'];
      return { status: 200, body: { Attributes: { [ExpressionAttributeNames['#cursor']]: cursor } } };
    }
    case 'DynamoDB_20120810.GetItem': {
      const isVoice = getItem.safeParse(request.body).success;
      return { status: 200, body: isVoice ? { Item: marshalled({ ...readyVoice(), providerVoiceId }) } : {} };
    }
    default:
      return { status: 200, body: {} };
  }
}

const authorizerEvent = {
  methodArn: 'arn:aws:execute-api:eu-central-1:123456789012:api/v1/GET/voices',
  headers: { Authorization: `Bearer vdk_${'a'.repeat(43)}` },
};
const readEvent = proxyEvent({
  resource: '/provider/voices/{id}',
  path: `/provider/voices/${providerVoiceId}`,
  pathParameters: { id: providerVoiceId },
  query: { family: ['cosyvoice'], scope: ['mainland'] },
  scopes: 'admin',
});
const readVariables = {
  ...credentials,
  VOICES_TABLE_NAME: 'voices',
  PROVIDER_SECRET_ARN: 'arn:aws:secretsmanager:eu-central-1:123456789012:secret:provider',
  ALLOWED_HOSTS: '127.0.0.1',
  PROVIDER_SHARE: '1',
  OFFERED: '{"mainland":["cosyvoice"]}',
};

beforeAll(async () => {
  fixture = await bundleFixture(
    ['authorize-request', 'get-provider-voice', 'get-voice', 'serve-studio'],
    reply,
  );
});
beforeEach(() => {
  fixture.received.length = 0;
});
afterAll(() => fixture.stop());

describe('a bundle', () => {
  it('signs calls to AWS with the credentials in its environment', async () => {
    const results = await fixture.invoke(
      'authorize-request',
      { ...credentials, VOICES_TABLE_NAME: 'voices' },
      [authorizerEvent],
    );
    expect(results).toMatchObject([{ error: 'Error: Unauthorized' }]);
    const headers = fixture.received[0]?.headers ?? {};
    expect(headers['x-amz-target']).toBe('DynamoDB_20120810.GetItem');
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDOFLAMBDA\/\d{8}\/eu-central-1\/dynamodb\/aws4_request, /,
    );
    expect(headers['x-amz-security-token']).toBe('token-of-lambda');
  });

  it('fails without credentials in its environment', async () => {
    const [result] = await fixture.invoke('authorize-request', { VOICES_TABLE_NAME: 'voices' }, [
      authorizerEvent,
    ]);
    expect(result).toEqual({ error: expect.stringMatching(/^CredentialsProviderError: /) });
    expect(fixture.received).toEqual([]);
  });

  it('repeats a call that AWS fails, and keeps the connection to AWS', async () => {
    failures = 2;
    await fixture.invoke('authorize-request', { ...credentials, VOICES_TABLE_NAME: 'voices' }, [
      authorizerEvent,
      authorizerEvent,
    ]);
    expect(fixture.received).toHaveLength(4);
    expect(new Set(fixture.received.map(({ connection }) => connection)).size).toBe(1);
  });

  it('calls the provider by HTTPS and keeps the connection', async () => {
    const results = await fixture.invoke('get-provider-voice', readVariables, [readEvent, readEvent]);
    expect(results).toMatchObject([{ statusCode: 200 }, { statusCode: 200 }]);
    const toProvider = fixture.received.filter(({ headers }) => headers['x-amz-target'] === undefined);
    expect(toProvider.map(({ path }) => path)).toEqual(
      Array(2).fill('/api/v1/services/audio/tts/customization'),
    );
    expect(toProvider[0]?.headers.authorization).toBe('Bearer sk-canary0123456789abcdef');
    expect(new Set(toProvider.map(({ connection }) => connection)).size).toBe(1);
  });

  it('loads the client of the provider when a call needs it', async () => {
    const get = (query: Readonly<Record<string, string[]>>) =>
      proxyEvent({
        resource: '/voices/{voiceId}',
        path: `/voices/${voiceId}`,
        pathParameters: { voiceId },
        query,
      });
    const results = await fixture.invoke('get-voice', readVariables, [get({}), get({ refresh: ['true'] })]);
    expect(results).toMatchObject([{ statusCode: 200 }, { statusCode: 200 }]);
    expect(results).toEqual([
      expect.not.objectContaining({ body: expect.stringContaining('"providerStatus"') }),
      expect.objectContaining({ body: expect.stringContaining('"providerStatus":"OK"') }),
    ]);
  });

  it('finds the files next to it', async () => {
    fixture.write('serve-studio/studio/index.html', '<!doctype html>');
    const [result] = await fixture.invoke(
      'serve-studio',
      { ...credentials, PREVIEWS_BUCKET_NAME: 'previews' },
      [proxyEvent({ resource: '/studio', path: '/studio/' })],
    );
    expect(result).toMatchObject({ statusCode: 200, body: '<!doctype html>' });
  });
});
