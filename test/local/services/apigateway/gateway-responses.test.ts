import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { PortTakenError } from '../../../../local/core/errors.ts';
import { ApiGatewayService } from '../../../../local/services/apigateway/api-gateway-service.ts';
import { fails, startGateway } from './gateway.ts';

describe("the gateway's own responses", () => {
  let gateway: Awaited<ReturnType<typeof startGateway>>;

  beforeEach(async () => {
    gateway = await startGateway();
    const voices = await gateway.resource(gateway.rootId, 'voices');
    await gateway.method(voices, 'GET', 'list');
  });
  afterEach(() => gateway.stop());

  const respond = (ResponseType: string, properties: Readonly<Record<string, unknown>>) =>
    gateway.add(`Response${ResponseType}`, 'GatewayResponse', { ResponseType, ...properties });

  it('take status, headers and body from the gateway response of their type', async () => {
    await respond('INTEGRATION_FAILURE', {
      StatusCode: '503',
      ResponseParameters: {
        'gatewayresponse.header.Content-Type': "'application/problem+json'",
        'gatewayresponse.header.X-Request': 'context.requestId',
        'gatewayresponse.header.X-Echo': 'method.request.header.X-Sent',
      },
      ResponseTemplates: {
        'application/json':
          '{"code":"unavailable","requestId":"$context.requestId","message":$context.error.messageString,"type":"$context.error.responseType","none":"$context.unknown"}',
      },
    });
    await gateway.open();
    gateway.functions.set('list', fails('boom'));
    const response = await gateway.fetch('/voices', { headers: { 'X-Sent': 'me' } });
    const requestId = response.headers.get('x-amzn-requestid');
    expect(response.status).toBe(503);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('x-request')).toBe(requestId);
    expect(response.headers.get('x-echo')).toBe('me');
    expect(await response.json()).toEqual({
      code: 'unavailable',
      requestId,
      message: 'Internal server error',
      type: 'INTEGRATION_FAILURE',
      none: '',
    });
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-gateway-response-using-the-api.html
  it('have variables of the context, the stage and the request, and no other syntax', async () => {
    await respond('INTEGRATION_FAILURE', {
      ResponseParameters: {
        'gatewayresponse.header.X-Colour': 'stageVariables.colour',
        'gatewayresponse.header.X-Query': 'method.request.querystring.q',
        'gatewayresponse.header.X-Path': 'method.request.path.voiceId',
      },
      ResponseTemplates: {
        'application/json':
          '#if($context.stage)[$context.resourcePath|$' +
          '{context.identity.sourceIp}|$stageVariables.colour|$method.request.header.X-Sent|$context.identity|$context.toString|$other]',
      },
    });
    const voice = await gateway.resource(gateway.rootId, '{voiceId}');
    await gateway.method(voice, 'GET', 'voice');
    await gateway.open();
    gateway.functions.set('voice', fails('boom'));
    const response = await gateway.fetch('/v%201?q=a+b', { headers: { 'X-Sent': 'me' } });
    expect(await response.text()).toBe('#if(v1)[/{voiceId}|127.0.0.1|blue|me|||$other]');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-colour': 'blue',
      'x-query': 'a b',
      'x-path': 'v%201',
    });
  });

  it('fall back to the response of their class and keep their own status', async () => {
    await respond('DEFAULT_4XX', { ResponseTemplates: { 'application/json': '{"class":"4"}' } });
    await gateway.open();
    const response = await gateway.fetch('/voices', { method: 'POST' });
    expect(response.status).toBe(403);
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(await response.json()).toEqual({ class: '4' });
  });

  it.each([
    ['no identity', {}, 'MissingAuthenticationTokenException'],
    ['a bearer token', { headers: { authorization: 'Bearer key' } }, 'IncompleteSignatureException'],
  ])(
    'report an authentication error for an unknown path or method with %s',
    async (_with, init, errorType) => {
      await gateway.open();
      const response = await gateway.fetch('/nowhere', init);
      expect(response.status).toBe(403);
      expect(response.headers.get('x-amzn-errortype')).toBe(errorType);
    },
  );

  it('are 503 until everything is deployed', async () => {
    expect((await gateway.fetch('/voices')).status).toBe(503);
    await gateway.open();
    expect((await gateway.fetch('/voices')).status).toBe(200);
  });

  it('fail the start if the port is taken', async () => {
    const port = Number(new URL(gateway.service.url('v1')).port);
    const second = new ApiGatewayService({
      port,
      functions: { invoke: async () => ({ payload: {} }) },
      observer: () => {},
    });
    await expect(second.start()).rejects.toEqual(new PortTakenError(port));
  });
});

describe('an unsupported gateway property', () => {
  let gateway: Awaited<ReturnType<typeof startGateway>>;

  beforeEach(async () => {
    gateway = await startGateway();
  });
  afterEach(() => gateway.stop());

  it.each([
    ['AuthorizationType', { AuthorizationType: 'AWS_IAM' }],
    ['ApiKeyRequired', { ApiKeyRequired: true }],
    ['Integration.Type', { Integration: { Type: 'MOCK', Uri: '/functions/x/invocations' } }],
    [
      'Integration.Uri',
      { Integration: { Type: 'AWS_PROXY', Uri: 'arn:aws:apigateway:us-east-1:sqs:path/x' } },
    ],
    [
      'Integration.TimeoutInMillis',
      { Integration: { Type: 'AWS_PROXY', Uri: '/functions/x/invocations', TimeoutInMillis: 29_001 } },
    ],
    ['ResourceId', { ResourceId: 'missing' }],
  ])('is refused by its name: %s', async (property, changes) => {
    await expect(gateway.method(gateway.rootId, 'GET', 'x', changes)).rejects.toMatchObject({ property });
  });

  it.each([
    ['AuthorizerResultTtlInSeconds', { AuthorizerResultTtlInSeconds: 3601 }],
    ['IdentitySource', { AuthorizerResultTtlInSeconds: 300 }],
    ['Type', { Type: 'TOKEN' }],
    ['IdentitySource.0', { IdentitySource: 'method.request.body.key' }],
  ])('is refused by its name: %s of an authorizer', async (property, changes) => {
    const properties = {
      Type: 'REQUEST',
      AuthorizerUri: '/functions/x/invocations',
      AuthorizerResultTtlInSeconds: 0,
      ...changes,
    };
    await expect(gateway.add('Authorizer', 'Authorizer', properties)).rejects.toMatchObject({ property });
  });

  it.each([
    ['StageName', { StageName: 'a.b' }],
    ['DeploymentId', { DeploymentId: 'missing' }],
    ['Variables.x', { Variables: { x: 'a'.repeat(513) } }],
    ['Variables.x', { Variables: { x: 'a b' } }],
    ['Variables.a-b', { Variables: { 'a-b': 'x' } }],
    [
      'MethodSettings.0.CachingEnabled',
      { MethodSettings: [{ HttpMethod: '*', ResourcePath: '/*', CachingEnabled: true }] },
    ],
  ])('is refused by its name: %s of a stage', async (property, changes) => {
    await expect(gateway.open(changes)).rejects.toMatchObject({ property });
  });
});
