import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { accountId } from '../../core/aws-account.ts';
import { type Header, integrationHeaders } from './headers.ts';
import type { RouteMatch } from './route-tree.ts';

/** An HTTP request as the gateway received it. */
export interface GatewayRequest {
  readonly requestId: string;
  /** The id in the header `x-amz-apigw-id`. */
  readonly extendedRequestId: string;
  /** `Root=…`, from the client's header `X-Amzn-Trace-Id` or else a new one. */
  readonly traceRoot: string;
  readonly received: Date;
  readonly method: string;
  readonly stage: string;
  /** The path without the stage, percent-encoded as sent. It begins with exactly one slash. */
  readonly path: string;
  /** The path without the stage, exactly as sent. */
  readonly sentPath: string;
  readonly query: URLSearchParams;
  /** True if every percent sign begins an escape, the path decodes to UTF-8, and the query contains no `|`, `{` or `}`. */
  readonly wellEncoded: boolean;
  /** The headers in order, as the integration receives them. */
  readonly headers: readonly Header[];
  readonly sourceIp: string;
  readonly domainName: string;
}

/** The deployed API that received a request. */
export interface ApiInfo {
  readonly apiId: string;
  readonly deploymentId: string;
  readonly stageVariables: Readonly<Record<string, string>> | undefined;
}

/**
 * Reads a request. Several slashes after the stage count as one, except in `requestContext.path`. A semicolon in the query
 * separates parameters.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
 * https://github.com/localstack/localstack/pull/11304
 */
export function gatewayRequest(
  request: IncomingMessage,
  stage: string,
  sentPath: string,
  query: string,
): GatewayRequest {
  const { rawHeaders } = request;
  const domainName = request.headers.host ?? '127.0.0.1';
  const sent = rawHeaders.flatMap((name, index): Header[] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  );
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  const received = new Date();
  const [trace = `Root=${newTraceRoot(received)}`] = sent.flatMap(([name, value]) =>
    name.toLowerCase() === 'x-amzn-trace-id' && value.includes('Root=') ? [value] : [],
  );
  return {
    requestId: randomUUID(),
    extendedRequestId: Buffer.from(randomHex(22), 'hex').toString('base64'),
    traceRoot: /Root=[^;]+/.exec(trace)?.[0] ?? trace,
    received,
    method: request.method ?? 'GET',
    stage,
    path: sentPath.replace(/^\/*/, '/'),
    sentPath,
    query: new URLSearchParams(query.replaceAll(';', '&')),
    // Query bytes that are not UTF-8 reach the integration as U+FFFD.
    wellEncoded: isDecodable(sentPath) && !/%(?![0-9a-f]{2})|[|{}]/i.test(query),
    headers: integrationHeaders([
      ...sent.filter(([name]) => name.toLowerCase() !== 'x-amzn-trace-id'),
      ['X-Amzn-Trace-Id', trace],
      ['X-Forwarded-For', sourceIp],
      ['X-Forwarded-Port', String(request.socket.localPort ?? '')],
      ['X-Forwarded-Proto', 'http'],
    ]),
    sourceIp,
    domainName,
  };
}

/** https://docs.aws.amazon.com/xray/latest/devguide/xray-api-sendingdata.html#xray-api-traceids */
function newTraceRoot(now: Date): string {
  const seconds = Math.floor(now.getTime() / 1000).toString(16);
  return `1-${seconds}-${randomHex(24)}`;
}

/** Node keeps random bytes for UUIDs in advance, which costs a tenth of `randomBytes`. */
function randomHex(digits: number): string {
  return randomUUID().replaceAll('-', '').slice(0, digits);
}

export function header(request: GatewayRequest, name: string): string | undefined {
  const lower = name.toLowerCase();
  return request.headers.findLast(([sent]) => sent.toLowerCase() === lower)?.[1];
}

/**
 * Returns the fields that proxy events (format 1.0) and authorizer events share. Path and path parameters stay
 * percent-encoded, query parameters are decoded. Measured: https://github.com/aws/aws-lambda-dotnet/blob/master/Tools/LambdaTestTool-v2/tests/Amazon.Lambda.TestTool.Tests.Common/HttpContextTestCases.cs
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function commonEventFields(request: GatewayRequest, match: RouteMatch, api: ApiInfo) {
  return {
    resource: match.node.path,
    path: request.path,
    httpMethod: request.method,
    ...valuesOf('headers', 'multiValueHeaders', request.headers),
    ...valuesOf('queryStringParameters', 'multiValueQueryStringParameters', [...request.query]),
    pathParameters: orNull(match.pathParameters),
    stageVariables: orNull(api.stageVariables ?? {}),
  };
}

/**
 * Returns the request context of an event. The identity of a caller without an API key of a usage plan has no `apiKey`.
 * Measured: https://github.com/localstack/localstack/blob/main/tests/aws/services/apigateway/test_apigateway_lambda.snapshot.json
 */
export function requestContext(
  request: GatewayRequest,
  match: RouteMatch,
  api: ApiInfo,
  authorizer: Readonly<Record<string, unknown>> | undefined,
) {
  return {
    accountId,
    apiId: api.apiId,
    ...(authorizer === undefined ? {} : { authorizer }),
    deploymentId: api.deploymentId,
    domainName: request.domainName,
    domainPrefix: request.domainName.split('.')[0],
    extendedRequestId: request.extendedRequestId,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      caller: null,
      cognitoAuthenticationProvider: null,
      cognitoAuthenticationType: null,
      cognitoIdentityId: null,
      cognitoIdentityPoolId: null,
      principalOrgId: null,
      sourceIp: request.sourceIp,
      user: null,
      userAgent: header(request, 'user-agent') ?? null,
      userArn: null,
    },
    path: `/${request.stage}${request.sentPath}`,
    protocol: 'HTTP/1.1',
    requestId: request.requestId,
    requestTime: commonLogTime(request.received),
    requestTimeEpoch: request.received.getTime(),
    resourceId: match.node.id,
    resourcePath: match.node.path,
    stage: request.stage,
  };
}

/** Returns the last value of each name and all values of each name, as AWS does, or null if there are none. */
function valuesOf(single: string, multiple: string, pairs: readonly (readonly [string, string])[]) {
  const all = Map.groupBy(pairs, ([name]) => name);
  const values = [...all].map(([name, sent]) => [name, sent.map(([, value]) => value)] as const);
  return { [single]: orNull(Object.fromEntries(pairs)), [multiple]: orNull(Object.fromEntries(values)) };
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

function orNull<Value extends object>(values: Value): Value | null {
  return Object.keys(values).length === 0 ? null : values;
}

/** Returns a time in the common log format, such as `24/Nov/2026:04:05:06 +0000`. */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(time.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${clock} +0000`;
}
