import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AwsError } from '../../../../local/core/aws-error.ts';
import { startGateway } from './gateway.ts';
import { measuredContext, measuredEvents } from './measured/events.ts';
import { headersSource, requestHeaderNames, requestHeaders, responseHeaders } from './measured/headers.ts';
import { measuredResponses } from './measured/responses.ts';
import { send } from './send.ts';

type Gateway = Awaited<ReturnType<typeof startGateway>>;

async function openGateway(BinaryMediaTypes: readonly string[] = []): Promise<Gateway> {
  const gateway = await startGateway({ BinaryMediaTypes });
  const { rootId } = gateway;
  await gateway.method(await gateway.resource(rootId, '{proxy+}'), 'ANY', 'proxy');
  await gateway.method(await gateway.resource(rootId, 'hardcoded'), 'ANY', 'hardcoded');
  const api = await gateway.resource(rootId, 'api');
  const of = await gateway.resource(await gateway.resource(api, '{first}'), 'of');
  await gateway.method(await gateway.resource(of, '{second}'), 'ANY', 'two');
  await gateway.open();
  return gateway;
}

let gateway: Gateway;
let binary: Gateway;
beforeAll(async () => {
  gateway = await openGateway();
  binary = await openGateway(['*/*']);
});
afterAll(async () => {
  await gateway.stop();
  await binary.stop();
});

/** Sends a request to the stage and returns the event that the function got. */
async function eventOf(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET') {
  gateway.calls.length = 0;
  await send(gateway.service.url('v1'), path, { headers, method });
  return gateway.calls[0]?.event;
}

describe('a request header, as measured on AWS', () => {
  it.each(requestHeaders)('%s: %s is %s', async (name, value, treatment) => {
    // Node adds the length itself, and sends a trailer only after a chunked body.
    const headers =
      name === 'Content-Length'
        ? {}
        : { [name]: value, ...(name === 'Trailer' && { 'Transfer-Encoding': 'chunked' }) };
    const event = await eventOf('/x', headers, 'POST');
    const received = treatment === 'kept' ? { [name]: value } : {};
    expect(event).toMatchObject({ headers: received });
    const names = Object.keys(JSON.parse(JSON.stringify(event)).headers);
    expect(names.includes(name)).toBe(treatment === 'kept');
  });
});

describe('the name of a request header, as measured on AWS', () => {
  it.each(requestHeaderNames)('%s becomes %s', async (sent, received) => {
    const event = await eventOf('/x', { [sent]: 'value' });
    expect(event).toMatchObject({
      headers: { [received]: 'value' },
      multiValueHeaders: { [received]: ['value'] },
    });
  });
});

describe('a response header, as measured on AWS', () => {
  it.each(responseHeaders)('%s is %s', async (name, treatment) => {
    const value = name === 'Content-Type' ? 'text/plain' : 'returned';
    gateway.functions.set('proxy', async () => ({
      payload: { statusCode: 200, headers: { [name]: value } },
    }));
    const { headers } = await send(gateway.service.url('v1'), '/x');
    gateway.functions.delete('proxy');
    expect(headers.get(name) === value).toBe(treatment === 'kept');
    expect(headers.get(`x-amzn-Remapped-${name}`)).toBe(treatment === 'remapped' ? value : undefined);
  });
});

describe('an event, as measured on AWS', () => {
  it.each(measuredEvents)('$name', async ({ path, event }) => {
    expect(await eventOf(path)).toMatchObject(event);
  });

  it('has the members of requestContext and identity', async () => {
    const { requestContext } = JSON.parse(JSON.stringify(await eventOf('/x')));
    expect(Object.keys(requestContext).toSorted()).toEqual(measuredContext.members.toSorted());
    expect(Object.keys(requestContext.identity).toSorted()).toEqual(measuredContext.identity.toSorted());
  });
});

describe('a response, as measured on AWS', () => {
  it.each(measuredResponses)('$name', async ({ result, binaryMediaTypes, status, body, headers = {} }) => {
    const tested = binaryMediaTypes === undefined ? gateway : binary;
    tested.functions.set('proxy', async () => result);
    const response = await send(tested.service.url('v1'), '/x');
    tested.functions.delete('proxy');
    expect([response.status, response.body.toString()]).toEqual([status, body]);
    expect(Object.fromEntries(response.headers)).toMatchObject(headers);
  });

  // https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_integrations.snapshot.json
  it('has the ids of request, gateway and trace', async () => {
    const { headers } = await send(gateway.service.url('v1'), '/x');
    expect(headers.get('x-amzn-RequestId')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(headers.get('x-amz-apigw-id')).toMatch(/^[\w+/]{15}=$/);
    expect(headers.get('X-Amzn-Trace-Id')).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
  });

  it('has no trace id if the gateway itself refuses the request', async () => {
    const { status, headers } = await send(gateway.service.url('v1'), '/');
    expect(status).toBe(403);
    expect(headers.has('X-Amzn-Trace-Id')).toBe(false);
    expect(headers.get('x-amz-apigw-id')).toMatch(/=$/);
    expect(headers.get('x-amzn-ErrorType')).toBe('MissingAuthenticationTokenException');
  });

  // https://github.com/koki-develop/lgtm-generator/issues/10
  it('is plain text for a body over 10 MB, before any gateway response', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, 'x');
    const response = await send(gateway.service.url('v1'), '/x', { method: 'POST', body });
    expect([response.status, response.body.toString()]).toEqual([
      413,
      'HTTP content length exceeded 10485760 bytes.',
    ]);
    expect(response.headers.get('Content-Type')).toBe('text; charset=utf-8');
    expect(response.headers.has('x-amzn-ErrorType')).toBe(false);
  });

  // https://github.com/koki-develop/lgtm-generator/issues/10
  it("is a gateway response for a body over Lambda's limit", async () => {
    gateway.functions.set('proxy', async () => {
      throw new AwsError('RequestTooLargeException', 'too large', 413);
    });
    const response = await send(gateway.service.url('v1'), '/x');
    gateway.functions.delete('proxy');
    expect([response.status, response.body.toString()]).toEqual([413, '{"message": "Request Too Long"}']);
    expect(response.headers.get('x-amzn-ErrorType')).toBe('BadRequestException');
  });

  // https://github.com/localstack/localstack/pull/11183
  it('has the status 500 if the function cannot be invoked', async () => {
    gateway.functions.set('proxy', async () => {
      throw new AwsError('TooManyRequestsException', 'Rate Exceeded.', 429);
    });
    const response = await send(gateway.service.url('v1'), '/x');
    gateway.functions.delete('proxy');
    expect([response.status, response.body.toString()]).toEqual([
      500,
      '{"message": "Internal server error"}',
    ]);
  });

  // https://github.com/dougmoscrop/serverless-http/issues/194
  it('follows an event with a decompressed body, which keeps the header', async () => {
    gateway.calls.length = 0;
    const headers = { 'Content-Encoding': 'gzip', 'Content-Type': 'application/json' };
    const body = gzipSync('{"a":1}');
    await send(gateway.service.url('v1'), '/x', { method: 'POST', headers, body });
    expect(gateway.calls[0]?.event).toMatchObject({
      headers,
      body: '{"a":1}',
      isBase64Encoded: false,
    });
  });

  // https://ntsblog.homedev.com.au/index.php/2021/03/09/aws-api-gateway-http-header-is-larger-than-10240-bytes/
  it('is plain text for headers over 10,240 bytes', async () => {
    const response = await send(gateway.service.url('v1'), '/x', {
      headers: { 'x-long': 'x'.repeat(10_200) },
    });
    expect([response.status, response.body.toString()]).toEqual([
      431,
      'HTTP header is larger than 10240 bytes.',
    ]);
  });
});

it('replays 99 measurements, each with its source', () => {
  const sources = [
    ...[...measuredEvents, ...measuredResponses].map(({ source }) => source),
    ...requestHeaderNames.map(([, , source]) => source),
  ];
  expect(
    [headersSource, measuredContext.source, ...sources].every((each) => each.startsWith('https://')),
  ).toBe(true);
  // This file contains eight further measurements.
  expect(requestHeaders.length + responseHeaders.length + sources.length + 8).toBe(99);
});
