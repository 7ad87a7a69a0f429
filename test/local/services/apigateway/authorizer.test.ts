import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { timeScale } from '../../../../local/core/clock.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { fails, functionUri, returns, startGateway } from './gateway.ts';
import { send as sendRaw } from './send.ts';

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
        authorizer: {
          principalId: 'team',
          owner: 'back-end',
          scopes: 'read write',
          level: '3',
          integrationLatency: expect.any(Number),
        },
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
    ['null in the context', policy('Allow', '*', { owner: null }), 500, 'Internal server error'],
    ['a resource over 512 characters', policy('Allow', ['*', 'x'.repeat(513)]), 500, 'Internal server error'],
    [
      'a condition, which the runner does not evaluate',
      returns({
        principalId: 'team',
        policyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Action: '*',
              Effect: 'Allow',
              Resource: '*',
              Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
            },
          ],
        },
      }),
      500,
      'Internal server error',
    ],
  ])('is not called after %s', async (_result, run, status, message) => {
    gateway.functions.set('authorize', run);
    const response = await send();
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message });
    expect(gateway.calls.map(({ name }) => name)).toEqual(['authorize']);
  });
});

describe('an authorizer of a local REST API', () => {
  let gateway: Awaited<ReturnType<typeof startGateway>>;
  let clock: VirtualClock;
  const start = async (properties: Readonly<Record<string, unknown>>, factor = 1) => {
    clock = new VirtualClock('2026-11-30T00:00:00Z');
    gateway = await startGateway({}, { clock, timeScale: timeScale(factor) });
    const { ref: AuthorizerId } = await gateway.add('Authorizer', 'Authorizer', {
      Type: 'REQUEST',
      AuthorizerUri: functionUri('authorize'),
      ...properties,
    });
    const proxy = await gateway.resource(gateway.rootId, '{proxy+}');
    await gateway.method(proxy, 'ANY', 'work', { AuthorizationType: 'CUSTOM', AuthorizerId });
    gateway.functions.set('authorize', allow('*'));
    await gateway.open();
  };
  afterEach(() => gateway.stop());

  const allow = (Resource: string) =>
    returns({
      principalId: 'team',
      policyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource }] },
    });
  const call = async (path: string, key = 'a') =>
    (await gateway.fetch(path, { headers: { Authorization: key } })).status;
  const authorizations = () => gateway.calls.filter(({ name }) => name === 'authorize').length;
  const header = 'method.request.header.Authorization';

  it('is called once for each identity within its TTL of 300 seconds', async () => {
    await start({ IdentitySource: header });
    await call('/x');
    await call('/y');
    expect(authorizations()).toBe(1);
    await call('/x', 'b');
    expect(authorizations()).toBe(2);
    clock.jumpTo('2026-11-30T00:04:59Z');
    await call('/x');
    expect(authorizations()).toBe(2);
    clock.jumpTo('2026-11-30T00:05:01Z');
    await call('/x');
    expect(authorizations()).toBe(3);
  });

  it('has a TTL under the time scale', async () => {
    await start({ IdentitySource: header, AuthorizerResultTtlInSeconds: 3600 }, 60);
    await call('/x');
    clock.jumpTo('2026-11-30T00:01:01Z');
    await call('/x');
    expect(authorizations()).toBe(2);
  });

  it('is called for each request with the TTL 0', async () => {
    await start({ IdentitySource: header, AuthorizerResultTtlInSeconds: 0 });
    await call('/x');
    await call('/x');
    expect(authorizations()).toBe(2);
  });

  // https://repost.aws/knowledge-center/api-gateway-lambda-authorization-errors
  it('refuses another path with a cached policy for one path', async () => {
    await start({ IdentitySource: header });
    gateway.functions.set('authorize', allow('*/v1/GET/x'));
    expect([await call('/x'), await call('/y'), await call('/x')]).toEqual([200, 403, 200]);
    expect(authorizations()).toBe(1);
  });

  it('caches no failure', async () => {
    await start({ IdentitySource: header });
    gateway.functions.set('authorize', fails('Unauthorized'));
    expect(await call('/x')).toBe(401);
    gateway.functions.set('authorize', allow('*'));
    expect(await call('/x')).toBe(200);
  });

  it.each([
    ['method.request.querystring.key', '/x?key=1', 200],
    ['method.request.querystring.key', '/x', 401],
    ['method.request.header.Authorization, method.request.querystring.key', '/x?key=', 401],
    ['stageVariables.colour', '/x', 200],
    ['stageVariables.size', '/x', 401],
    ['context.identity.sourceIp', '/x', 200],
    ['context.identity.user', '/x', 401],
    ['context.httpMethod', '/x', 200],
  ])('needs the identity source %s: %s gets %i', async (IdentitySource, path, status) => {
    await start({ IdentitySource });
    expect(await call(path)).toBe(status);
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
  it('gets no method ARN over 1,600 bytes', async () => {
    await start({ IdentitySource: header });
    const headers = { authorization: 'a' };
    const short = await sendRaw(gateway.service.url('v1'), `/${'x'.repeat(1_500)}`, { headers });
    const long = await sendRaw(gateway.service.url('v1'), `/${'x'.repeat(1_600)}`, { headers });
    expect([short.status, long.status, long.body.toString()]).toEqual([
      200,
      414,
      '{"message":"Request URI too long"}',
    ]);
  });
});
