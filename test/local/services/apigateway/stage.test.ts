import { deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { timeScale } from '../../../../local/core/clock.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { VirtualClock } from '../support/virtual-clock.ts';
import { functionUri, returns, startGateway } from './gateway.ts';
import { send } from './send.ts';

type Gateway = Awaited<ReturnType<typeof startGateway>>;
let gateway: Gateway;
afterEach(() => gateway.stop());

describe('the throttling of a stage', () => {
  const clock = new VirtualClock('2026-11-30T00:00:00Z');
  const start = async (MethodSettings: readonly unknown[], factor = 1) => {
    clock.jumpTo('2026-11-30T00:00:00Z');
    gateway = await startGateway({}, { clock, timeScale: timeScale(factor) });
    const voices = await gateway.resource(gateway.rootId, 'voices');
    const voice = await gateway.resource(voices, '{voiceId}');
    await gateway.method(gateway.rootId, 'GET', 'root');
    await gateway.method(voices, 'ANY', 'voices');
    await gateway.method(voice, 'GET', 'voice');
    await gateway.open({ MethodSettings });
  };
  const all = { HttpMethod: '*', ResourcePath: '/*' };
  /** Sends requests one after another and returns how many were accepted. */
  const accepted = async (count: number, path: string, method = 'GET') => {
    let answers = 0;
    for (let sent = 0; sent < count; sent += 1)
      if ((await gateway.fetch(path, { method })).status === 200) answers += 1;
    return answers;
  };

  it('accepts a burst, and then the rate', async () => {
    await start([{ ...all, ThrottlingBurstLimit: 3, ThrottlingRateLimit: 2 }]);
    expect(await accepted(5, '/voices')).toBe(3);
    clock.jumpTo('2026-11-30T00:00:01Z');
    expect(await accepted(5, '/voices')).toBe(2);
    clock.jumpTo('2026-11-30T00:10:00Z');
    expect(await accepted(5, '/voices')).toBe(3);
  });

  it('runs on the scaled clock', async () => {
    await start([{ ...all, ThrottlingBurstLimit: 10, ThrottlingRateLimit: '0.1' }], 60);
    expect(await accepted(12, '/voices')).toBe(10);
    clock.jumpTo('2026-11-30T00:00:01Z');
    expect(await accepted(12, '/voices')).toBe(6);
  });

  it('limits each method on its own, by the most specific setting', async () => {
    await start([
      { ...all, ThrottlingBurstLimit: 1, ThrottlingRateLimit: 1 },
      { HttpMethod: '*', ResourcePath: '/~1voices', ThrottlingBurstLimit: 2, ThrottlingRateLimit: 1 },
      { HttpMethod: 'POST', ResourcePath: '/~1voices', ThrottlingBurstLimit: 3, ThrottlingRateLimit: 1 },
      { HttpMethod: 'GET', ResourcePath: '/', ThrottlingBurstLimit: 4, ThrottlingRateLimit: 1 },
    ]);
    expect([
      await accepted(5, '/voices/a'),
      await accepted(5, '/voices/b'),
      await accepted(5, '/voices'),
      await accepted(5, '/voices', 'POST'),
      await accepted(5, '/'),
    ]).toEqual([1, 0, 2, 3, 4]);
  });

  it('refuses with the gateway response THROTTLED, before the authorizer', async () => {
    clock.jumpTo('2026-11-30T00:00:00Z');
    gateway = await startGateway({}, { clock });
    const { ref: AuthorizerId } = await gateway.add('Authorizer', 'Authorizer', {
      Type: 'REQUEST',
      AuthorizerUri: functionUri('authorize'),
      AuthorizerResultTtlInSeconds: 0,
    });
    await gateway.method(gateway.rootId, 'GET', 'root', { AuthorizationType: 'CUSTOM', AuthorizerId });
    await gateway.add('Throttled', 'GatewayResponse', {
      ResponseType: 'THROTTLED',
      ResponseTemplates: { 'application/json': '{"code":"rate_limited","was":$context.error.messageString}' },
    });
    await gateway.open({ MethodSettings: [{ ...all, ThrottlingBurstLimit: 0, ThrottlingRateLimit: 0 }] });
    const response = await gateway.fetch('/');
    expect([response.status, await response.json()]).toEqual([
      429,
      { code: 'rate_limited', was: 'Too Many Requests' },
    ]);
    expect(response.headers.get('x-amzn-errortype')).toBe('TooManyRequestsException');
    expect(gateway.calls).toEqual([]);
  });

  it('has no limit without a setting', async () => {
    await start([{ ...all, LoggingLevel: 'ERROR', DataTraceEnabled: 'false', MetricsEnabled: true }]);
    expect(await accepted(20, '/voices')).toBe(20);
  });
});

describe('a deployment of a REST API', () => {
  let folder: TemporaryFolder | undefined;
  afterEach(async () => folder?.remove());

  it('refuses a resource that the deployment does not contain', async () => {
    gateway = await startGateway();
    await gateway.method(gateway.rootId, 'GET', 'root');
    const { ref: DeploymentId } = await gateway.add('Deployment', 'Deployment', {});
    const late = { property: 'RestApiId', message: expect.stringContaining('DependsOn of the deployment') };
    await expect(gateway.method(gateway.rootId, 'POST', 'late')).rejects.toMatchObject(late);
    await expect(gateway.resource(gateway.rootId, 'late')).rejects.toMatchObject(late);
    await expect(
      gateway.add('Response', 'GatewayResponse', { ResponseType: 'DEFAULT_4XX' }),
    ).rejects.toMatchObject(late);
    await expect(
      gateway.add('Authorizer', 'Authorizer', {
        Type: 'REQUEST',
        AuthorizerUri: functionUri('a'),
        AuthorizerResultTtlInSeconds: 0,
      }),
    ).rejects.toMatchObject(late);
    await gateway.add('Stage', 'Stage', { StageName: 'v1', DeploymentId });
    await gateway.service.ready();
    expect((await gateway.fetch('/')).status).toBe(200);
    expect((await gateway.fetch('/', { method: 'POST' })).status).toBe(403);
  });

  const restart = async (change: (gateway: Gateway) => Promise<unknown>, deployment = 'Deployment') => {
    folder ??= await temporaryFolder();
    await gateway?.stop();
    gateway = await startGateway({}, { stateFolder: `${folder.path}/apigateway` });
    await change(gateway);
    const { ref: DeploymentId } = await gateway.add(deployment, 'Deployment', {});
    await gateway.add('Stage', 'Stage', { StageName: 'v1', DeploymentId });
    await gateway.service.ready();
  };
  const first = async ({ rootId, method }: Gateway) => method(rootId, 'GET', 'root');

  it('is refused if its API has changed since the last start, but not its logical id', async () => {
    folder = undefined;
    await restart(first);
    await restart(first);
    const second = async ({ rootId, method }: Gateway) => method(rootId, 'ANY', 'root');
    await expect(restart(second)).rejects.toMatchObject({
      logicalId: 'Deployment',
      message: expect.stringContaining('On AWS the stage would serve the former API'),
    });
    await restart(second, 'Deployment2');
    await restart(second, 'Deployment2');
    await expect(restart(first, 'Deployment2')).rejects.toMatchObject({ logicalId: 'Deployment2' });
    // The first deployment no longer exists, so that its id makes a new one.
    await restart(first);
  });

  it.each<[string, (gateway: Gateway) => Promise<unknown>]>([
    ['another function', ({ rootId, method }) => method(rootId, 'GET', 'other')],
    ['another resource', ({ rootId, resource }) => resource(rootId, 'x')],
    [
      'another gateway response',
      ({ add }) => add('Response', 'GatewayResponse', { ResponseType: 'DEFAULT_4XX', StatusCode: 418 }),
    ],
    [
      'another authorizer',
      ({ add }) =>
        add('Authorizer', 'Authorizer', {
          Type: 'REQUEST',
          AuthorizerUri: functionUri('a'),
          AuthorizerResultTtlInSeconds: 0,
        }),
    ],
  ])('contains %s', async (_change, change) => {
    folder = undefined;
    await restart(first);
    await expect(
      restart(async (next) => {
        await first(next);
        await change(next);
      }),
    ).rejects.toMatchObject({ logicalId: 'Deployment' });
  });
});

describe('a request to a local REST API over a limit', () => {
  const start = async (api = {}) => {
    gateway = await startGateway(api);
    await gateway.method(await gateway.resource(gateway.rootId, '{proxy+}'), 'ANY', 'proxy');
    await gateway.open();
  };

  it('gets 414 for a URL over 10,240 characters', async () => {
    await start();
    const path = (length: number) => `/x?${'a'.repeat(length - '/v1/x?'.length)}`;
    expect((await send(gateway.service.url('v1'), path(10_240))).status).toBe(200);
    expect((await send(gateway.service.url('v1'), path(10_241))).status).toBe(414);
  });

  it('gets 504 after the time-out of the integration', async () => {
    gateway = await startGateway();
    await gateway.method(gateway.rootId, 'GET', 'slow', {
      Integration: { Type: 'AWS_PROXY', Uri: functionUri('slow'), TimeoutInMillis: 50 },
    });
    gateway.functions.set('slow', () => new Promise(() => {}));
    await gateway.open();
    const response = await gateway.fetch('/');
    expect([response.status, await response.json()]).toEqual([
      504,
      { message: 'Endpoint request timed out' },
    ]);
  });

  it('has no method for a verb that ANY does not include', async () => {
    await start();
    expect((await send(gateway.service.url('v1'), '/x', { method: 'PATCH' })).status).toBe(200);
    expect((await send(gateway.service.url('v1'), '/x', { method: 'PURGE' })).status).toBe(403);
  });

  it('separates parameters at a semicolon', async () => {
    await start();
    await send(gateway.service.url('v1'), '/x?a=1;b=2');
    expect(gateway.calls[0]?.event).toMatchObject({ queryStringParameters: { a: '1', b: '2' } });
  });

  it('keeps the trace of the client', async () => {
    await start();
    const trace = 'Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1';
    const { headers } = await send(gateway.service.url('v1'), '/x', {
      headers: { 'X-Amzn-Trace-Id': trace },
    });
    expect(gateway.calls[0]?.event).toMatchObject({ multiValueHeaders: { 'X-Amzn-Trace-Id': [trace] } });
    expect(headers.get('X-Amzn-Trace-Id')).toBe('Root=1-67891233-abcdef012345678912345678');
  });

  it.each([
    ['gzip', gzipSync('text'), 200, 'text'],
    ['deflate', deflateSync('text'), 200, 'text'],
    ['identity', Buffer.from('text'), 200, 'text'],
    ['br', Buffer.from('text'), 415, undefined],
    ['gzip', Buffer.from('text'), 415, undefined],
  ])('has its body decompressed from %s', async (coding, body, status, text) => {
    await start();
    const headers = { 'content-encoding': coding };
    expect((await send(gateway.service.url('v1'), '/x', { method: 'POST', headers, body })).status).toBe(
      status,
    );
    const [call] = gateway.calls;
    expect(call === undefined ? undefined : JSON.parse(JSON.stringify(call.event)).body).toBe(text);
  });
});

describe('a binary response of a local REST API', () => {
  const start = async (BinaryMediaTypes: readonly string[]) => {
    gateway = await startGateway({ BinaryMediaTypes });
    await gateway.method(gateway.rootId, 'GET', 'root');
    const headers = { 'Content-Type': 'audio/wav' };
    gateway.functions.set('root', returns({ statusCode: 200, headers, body: 'AAH/', isBase64Encoded: true }));
    await gateway.open();
  };
  const bytes = Buffer.from([0, 1, 255]);
  const text = Buffer.from('AAH/');

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/lambda-proxy-binary-media.html
  it.each<[string[], string | string[] | undefined, Buffer]>([
    [['audio/wav'], 'audio/wav', bytes],
    [['audio/wav'], 'audio/WAV;q=0.9', bytes],
    [['audio/wav'], 'audio/wav, text/html', bytes],
    [['audio/wav'], 'text/html, audio/wav', text],
    [['audio/wav'], ['text/html', 'audio/wav'], text],
    [['audio/wav'], '*/*', text],
    [['audio/wav'], undefined, text],
    [['*/*'], undefined, bytes],
    [['*/*'], 'text/html', bytes],
    [[], 'audio/wav', text],
  ])('with the binary media types %j and Accept: %j', async (types, accept, expected) => {
    await start(types);
    const init = accept === undefined ? {} : { headers: { accept } };
    expect((await send(gateway.service.url('v1'), '', init)).body).toEqual(expected);
  });

  // https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
  it('is a configuration error if the body is not Base64', async () => {
    await start(['*/*']);
    gateway.functions.set('root', returns({ statusCode: 200, body: 'no base64!', isBase64Encoded: true }));
    expect((await send(gateway.service.url('v1'), '')).status).toBe(500);
  });
});
