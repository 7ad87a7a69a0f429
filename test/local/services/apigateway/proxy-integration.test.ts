import { request } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fails, returns, startGateway } from './gateway.ts';

describe('a request to a local REST API', () => {
  let gateway: Awaited<ReturnType<typeof startGateway>>;

  beforeEach(async () => {
    gateway = await startGateway();
    const { rootId } = gateway;
    const voices = await gateway.resource(rootId, 'voices');
    const voice = await gateway.resource(voices, '{voiceId}');
    const preview = await gateway.resource(voice, 'preview');
    const mine = await gateway.resource(voices, 'mine');
    const proxy = await gateway.resource(rootId, '{proxy+}');
    await gateway.method(rootId, 'ANY', 'root');
    await gateway.method(voices, 'POST', 'create');
    await gateway.method(voices, 'ANY', 'others');
    await gateway.method(voice, 'GET', 'get');
    await gateway.method(preview, 'GET', 'preview');
    await gateway.method(mine, 'GET', 'mine');
    await gateway.method(proxy, 'ANY', 'proxy');
    await gateway.open();
  });
  afterEach(() => gateway.stop());

  it.each([
    ['GET', '', 'root'],
    ['GET', '/', 'root'],
    ['POST', '/voices', 'create'],
    ['PUT', '/voices', 'others'],
    ['GET', '/voices/', 'others'],
    ['GET', '/voices/v1', 'get'],
    ['GET', '/voices/mine', 'mine'],
    ['GET', '/voices/v1/preview', 'preview'],
    ['GET', '/voices/mine/preview', 'preview'],
    ['DELETE', '/voices/v1/other/thing', 'proxy'],
    ['GET', '/nothing', 'proxy'],
  ])('%s %s calls the function %s', async (method, path, name) => {
    expect(await (await gateway.fetch(path, { method })).text()).toBe(name);
  });

  it('produces an event of format 1.0', async () => {
    await gateway.fetch('/voices/a%2Fb%20c?x=1&x=2&y=a+b%26', {
      headers: { 'X-Twice': 'one', 'user-agent': 'test' },
    });
    const [call] = gateway.calls;
    expect(call).toEqual({
      name: 'get',
      event: {
        resource: '/voices/{voiceId}',
        path: '/voices/a%2Fb%20c',
        httpMethod: 'GET',
        headers: expect.objectContaining({
          'X-Twice': 'one',
          'X-Forwarded-Proto': 'http',
          'X-Forwarded-For': '127.0.0.1',
        }),
        multiValueHeaders: expect.objectContaining({ 'X-Twice': ['one'] }),
        queryStringParameters: { x: '2', y: 'a b&' },
        multiValueQueryStringParameters: { x: ['1', '2'], y: ['a b&'] },
        pathParameters: { voiceId: 'a%2Fb%20c' },
        stageVariables: { colour: 'blue' },
        requestContext: expect.objectContaining({
          accountId: '000000000000',
          deploymentId: expect.stringMatching(/^[0-9a-f]{10}$/),
          httpMethod: 'GET',
          path: '/v1/voices/a%2Fb%20c',
          protocol: 'HTTP/1.1',
          requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
          requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
          resourcePath: '/voices/{voiceId}',
          stage: 'v1',
          identity: expect.objectContaining({ sourceIp: '127.0.0.1', userAgent: 'test' }),
        }),
        body: null,
        isBase64Encoded: false,
      },
    });
  });

  it('keeps parameters and headers with the names of inherited object members', async () => {
    await gateway.fetch('/voices/a?constructor=1&constructor=2&__proto__=3', { headers: { toString: '4' } });
    const event = JSON.stringify(gateway.calls[0]?.event);
    expect(event).toContain('"multiValueQueryStringParameters":{"constructor":["1","2"],"__proto__":["3"]}');
    expect(event).toContain('"toString":["4"]');
  });

  it('replaces bytes that are not UTF-8 in body and query by U+FFFD, and is refused with such a path', async () => {
    await gateway.fetch('/voices?name=%ff', { method: 'POST', body: Buffer.from([0x22, 0xff, 0x22]) });
    expect(gateway.calls[0]?.event).toMatchObject({
      queryStringParameters: { name: '\ufffd' },
      body: '"\ufffd"',
      isBase64Encoded: false,
    });
    expect((await gateway.fetch('/voices/%ff')).status).toBe(400);
    expect(gateway.calls).toHaveLength(1);
  });

  it('has null for empty parameters, and its body as text', async () => {
    await gateway.fetch('/voices', { method: 'POST', body: '{"name":"Ä"}' });
    expect(gateway.calls[0]?.event).toMatchObject({
      queryStringParameters: null,
      multiValueQueryStringParameters: null,
      pathParameters: null,
      body: '{"name":"Ä"}',
      isBase64Encoded: false,
    });
  });

  it("returns the function's status, single and multi-value headers, and body", async () => {
    gateway.functions.set(
      'create',
      returns({
        statusCode: 202,
        headers: {
          Location: '/v1/voices/v1',
          'Set-Cookie': 'c=3',
          'Retry-After': 3,
          'WWW-Authenticate': 'Bearer',
        },
        multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] },
        body: '{"voiceId":"v1"}',
      }),
    );
    const response = await gateway.fetch('/voices', { method: 'POST' });
    expect(response.status).toBe(202);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      location: '/v1/voices/v1',
      'retry-after': '3',
      'content-type': 'application/json',
      'x-amzn-remapped-www-authenticate': 'Bearer',
      'x-amzn-requestid': expect.any(String),
    });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2', 'c=3']);
    expect(await response.text()).toBe('{"voiceId":"v1"}');
    expect(gateway.recorder.ofKind('requestAnswered')).toEqual([
      expect.objectContaining({
        kind: 'requestAnswered',
        method: 'POST',
        path: '/v1/voices',
        status: 202,
        stage: 'v1',
        milliseconds: expect.any(Number),
      }),
    ]);
  });

  it('accepts a response without a body', async () => {
    gateway.functions.set(
      'get',
      returns({ statusCode: '302', headers: { Location: 'http://127.0.0.1:1/x' } }),
    );
    const response = await gateway.fetch('/voices/v1', { redirect: 'manual' });
    expect(response.status).toBe(302);
    expect(await response.text()).toBe('');
    gateway.functions.set('get', returns({ statusCode: 204 }));
    expect((await gateway.fetch('/voices/v1')).status).toBe(204);
  });

  it.each([
    ['a string', 'text'],
    ['an unknown field', { statusCode: 200, text: 'x' }],
    ['an object as the body', { statusCode: 200, body: { a: 1 } }],
    ['an invalid status', { statusCode: 99 }],
    ['an invalid header', { statusCode: 200, headers: { 'X-Bad': 'a\r\nb' } }],
  ])('returns 502 if the function returns %s', async (_result, payload) => {
    gateway.functions.set('get', returns(payload));
    const response = await gateway.fetch('/voices/v1');
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({ message: 'Internal server error' });
  });

  it('returns 502 if the function fails', async () => {
    gateway.functions.set('get', fails('boom'));
    const response = await gateway.fetch('/voices/v1');
    expect(response.status).toBe(502);
    expect(await response.json()).toEqual({ message: 'Internal server error' });
  });

  it.each([
    '/v1/voices/%zz',
    '/v1/voices/a?label=%zz',
    '/v1/voices/a?label=%4',
    '/v1/voices/a?%',
    '/v1/voices/a?x=a|b',
    '/v1/voices/a?x={b}',
  ])(
    'returns 400 for a malformed percent escape or a plain | or {}, without calling a function: %s',
    async (path) => {
      const { hostname, port } = new URL(gateway.service.url('v1'));
      const status = await new Promise((resolve) =>
        request({ hostname, port, path }, (response) => resolve(response.resume().statusCode)).end(),
      );
      expect(status).toBe(400);
      expect(gateway.calls).toEqual([]);
    },
  );

  it('returns 403 for an unknown stage', async () => {
    const response = await fetch(gateway.service.url('v2'));
    expect(response.status).toBe(403);
    expect(await response.json()).toEqual({ message: 'Forbidden' });
  });
});

describe('an API with binary media types', () => {
  let gateway: Awaited<ReturnType<typeof startGateway>>;

  beforeEach(async () => {
    gateway = await startGateway({ BinaryMediaTypes: ['audio/wav'] });
    await gateway.method(gateway.rootId, 'ANY', 'root');
    await gateway.open();
  });
  afterEach(() => gateway.stop());

  it('passes binary bodies to the function and back in Base64', async () => {
    gateway.functions.set(
      'root',
      returns({
        statusCode: 200,
        headers: { 'content-type': 'audio/wav' },
        body: 'AAH/',
        isBase64Encoded: true,
      }),
    );
    const response = await gateway.fetch('/', {
      method: 'POST',
      headers: { 'content-type': 'audio/wav', accept: 'audio/wav' },
      body: new Uint8Array([0, 1, 255]),
    });
    expect(gateway.calls[0]?.event).toMatchObject({ body: 'AAH/', isBase64Encoded: true });
    expect(new Uint8Array(await response.arrayBuffer())).toEqual(new Uint8Array([0, 1, 255]));
  });
});

describe('a greedy path of a local REST API', () => {
  it('has the rest of the path as sent, and does not match its parent', async () => {
    const gateway = await startGateway();
    const studio = await gateway.resource(gateway.rootId, 'studio');
    const files = await gateway.resource(studio, '{file+}');
    await gateway.method(studio, 'ANY', 'page');
    await gateway.method(files, 'ANY', 'file');
    await gateway.open();
    try {
      expect(await (await gateway.fetch('/studio')).text()).toBe('page');
      expect(await (await gateway.fetch('/studio/a/b%20c%2Fd.js?x=1')).text()).toBe('file');
      expect(gateway.calls.map(({ event }) => event)).toMatchObject([
        { resource: '/studio', pathParameters: null },
        {
          resource: '/studio/{file+}',
          path: '/studio/a/b%20c%2Fd.js',
          pathParameters: { file: 'a/b%20c%2Fd.js' },
        },
      ]);
    } finally {
      await gateway.stop();
    }
  });
});

describe('a local REST API with MinimumCompressionSize', () => {
  const long = 'a voice '.repeat(200);
  let gateway: Awaited<ReturnType<typeof startGateway>>;

  beforeEach(async () => {
    gateway = await startGateway({ MinimumCompressionSize: 1_024 });
    await gateway.method(await gateway.resource(gateway.rootId, 'long'), 'GET', 'long');
    await gateway.method(await gateway.resource(gateway.rootId, 'short'), 'GET', 'short');
    await gateway.open();
    gateway.functions.set('long', returns({ statusCode: 200, body: long }));
    gateway.functions.set('short', returns({ statusCode: 200, body: 'a'.repeat(1_023) }));
  });
  afterEach(() => gateway.stop());

  const fetched = async (path: string, accepted: string) => {
    const response = await gateway.fetch(path, { headers: { 'accept-encoding': accepted } });
    return [response.headers.get('content-encoding'), await response.text()];
  };

  it.each([
    ['gzip, deflate, br', 'gzip'],
    ['br, deflate', 'deflate'],
    ['gzip;q=0.5, deflate', 'deflate'],
    ['br, gzip;q=0.9', null],
    ['identity', null],
    ['*', null],
    ['gzip;q=0', null],
  ])('compresses a long response for Accept-Encoding: %s with %s', async (accepted, coding) => {
    expect(await fetched('/long', accepted)).toEqual([coding, long]);
  });

  it('compresses no short response, and no response that is encoded already', async () => {
    expect(await fetched('/short', 'gzip')).toEqual([null, 'a'.repeat(1_023)]);
    const headers = { 'Content-Encoding': 'identity' };
    gateway.functions.set('long', returns({ statusCode: 200, headers, body: long }));
    expect(await fetched('/long', 'gzip')).toEqual(['identity', long]);
  });
});
