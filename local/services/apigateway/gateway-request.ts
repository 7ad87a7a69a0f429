import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { accountId } from '../../core/aws-account.ts';
import type { RouteMatch } from './route-tree.ts';

/** An HTTP request as the gateway received it. */
export interface GatewayRequest {
  readonly requestId: string;
  readonly received: Date;
  readonly method: string;
  readonly stage: string;
  /** The path as sent, without the stage. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** True if every percent sign begins an escape, and the path decodes to UTF-8. */
  readonly wellEncoded: boolean;
  /** The headers as sent, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly sourceIp: string;
  readonly domainName: string;
}

/** The deployed API that received a request. */
export interface ApiInfo {
  readonly apiId: string;
  readonly deploymentId: string;
  readonly stageVariables: Readonly<Record<string, string>> | undefined;
}

export function gatewayRequest(
  request: IncomingMessage,
  stage: string,
  path: string,
  query: string,
): GatewayRequest {
  const { rawHeaders } = request;
  const domainName = request.headers.host ?? '127.0.0.1';
  const sent = rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 ? [[name, rawHeaders[index + 1] ?? '']] : [],
  );
  const sourceIp = request.socket.remoteAddress ?? '127.0.0.1';
  return {
    requestId: randomUUID(),
    received: new Date(),
    method: request.method ?? 'GET',
    stage,
    path,
    query: new URLSearchParams(query),
    // Query bytes that are not UTF-8 reach the integration as U+FFFD.
    wellEncoded: isDecodable(path) && !/%(?![0-9a-f]{2})/i.test(query),
    headers: [
      ...sent,
      ['X-Forwarded-For', sourceIp],
      ['X-Forwarded-Port', String(request.socket.localPort ?? '')],
      ['X-Forwarded-Proto', 'http'],
    ],
    sourceIp,
    domainName,
  };
}

export function header(request: GatewayRequest, name: string): string | undefined {
  const lower = name.toLowerCase();
  return request.headers.findLast(([sent]) => sent.toLowerCase() === lower)?.[1];
}

/**
 * Returns the fields that proxy events (format 1.0) and authorizer events share.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function commonEventFields(request: GatewayRequest, match: RouteMatch, api: ApiInfo) {
  return {
    resource: match.node.path,
    path: request.path,
    httpMethod: request.method,
    ...valuesOf('headers', 'multiValueHeaders', request.headers),
    ...valuesOf('queryStringParameters', 'multiValueQueryStringParameters', [...request.query]),
    pathParameters: orNull(decoded(match.pathParameters)),
    stageVariables: orNull(api.stageVariables ?? {}),
  };
}

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
    extendedRequestId: request.requestId,
    httpMethod: request.method,
    identity: {
      accessKey: null,
      accountId: null,
      apiKey: null,
      apiKeyId: null,
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
    path: `/${request.stage}${request.path}`,
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

function decoded(parameters: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
}

function orNull<Value extends object>(values: Value): Value | null {
  return Object.keys(values).length === 0 ? null : values;
}

/** Returns a time in the common log format, such as `24/Nov/2026:04:05:06 +0000`. */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(time.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${clock} +0000`;
}
