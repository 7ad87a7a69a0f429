import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fails, functionUri, returns, startGateway } from './gateway.ts';

describe('a method behind a REQUEST authorizer', () => {
  let gateway: Awaited<ReturnType<typeof startGateway>>;

  beforeEach(async () => {
    gateway = await startGateway();
    const { ref: AuthorizerId } = await gateway.add('Authorizer', 'Authorizer', {
      Type: 'REQUEST',
      AuthorizerUri: functionUri('authorize'),
      IdentitySource: 'method.request.header.Authorization',
      AuthorizerResultTtlInSeconds: 0,
    });
    const voices = await gateway.resource(gateway.rootId, 'voices');
    await gateway.method(voices, 'GET', 'list', { AuthorizationType: 'CUSTOM', AuthorizerId });
    await gateway.open();
  });
  afterEach(() => gateway.stop());

  const policy = (
    Effect: string,
    Resource: string | string[] = '*',
    context?: Readonly<Record<string, unknown>>,
  ) =>
    returns({
      principalId: 'team',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'execute-api:Invoke', Effect, Resource }],
      },
      ...(context === undefined ? {} : { context }),
    });
  const send = () => gateway.fetch('/voices?limit=2', { headers: { Authorization: 'Bearer key' } });

  it('returns 401 without a call if the identity is missing', async () => {
    const response = await gateway.fetch('/voices');
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({ message: 'Unauthorized' });
    expect(gateway.calls).toEqual([]);
  });

  it('is called if the policy allows it, with the context as strings', async () => {
    gateway.functions.set(
      'authorize',
      policy('Allow', 'arn:aws:execute-api:*:*:*/v1/GET/voices', {
        owner: 'back-end',
        scopes: 'read write',
        level: 3,
      }),
    );
    expect((await send()).status).toBe(200);
    const [authorizing, listing] = gateway.calls;
    expect(authorizing?.event).toMatchObject({
      type: 'REQUEST',
      methodArn: expect.stringMatching(
        /^arn:aws:execute-api:us-east-1:000000000000:[0-9a-f]{10}\/v1\/GET\/voices$/,
      ),
      resource: '/voices',
      httpMethod: 'GET',
      headers: expect.objectContaining({ Authorization: 'Bearer key' }),
      queryStringParameters: { limit: '2' },
      requestContext: expect.objectContaining({ stage: 'v1' }),
    });
    expect(listing?.event).toMatchObject({
      requestContext: {
        authorizer: { principalId: 'team', owner: 'back-end', scopes: 'read write', level: '3' },
      },
    });
  });

  it.each([
    ['a Deny', policy('Deny'), 403, 'User is not authorized to access this resource with an explicit deny'],
    [
      'an Allow for something else',
      policy('Allow', 'arn:aws:execute-api:*:*:*/v1/POST/*'),
      403,
      'User is not authorized to access this resource',
    ],
    ['the error Unauthorized', fails('Unauthorized'), 401, 'Unauthorized'],
    ['any other error', fails('table not found'), 500, 'Internal server error'],
    ['no policy', returns({ principalId: 'x' }), 500, 'Internal server error'],
    ['a nested context', policy('Allow', '*', { scopes: ['read'] }), 500, 'Internal server error'],
  ])('is not called after %s', async (_result, run, status, message) => {
    gateway.functions.set('authorize', run);
    const response = await send();
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message });
    expect(gateway.calls.map(({ name }) => name)).toEqual(['authorize']);
  });
});
