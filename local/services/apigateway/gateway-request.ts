import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { accountId } from '../../core/aws-account.ts';
import type { Found } from './route-tree.ts';

/** A request on its way through the gateway. */
export interface GatewayRequest {
  readonly requestId: string;
  readonly received: Date;
  readonly method: string;
  readonly stage: string;
  /** Without the stage, as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Whether every percent sign begins an escape, and those of the path are UTF-8. */
  readonly wellEncoded: boolean;
  /** Names as sent, values in the order of sending. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly sourceIp: string;
  readonly domainName: string;
}

export interface ApiNames {
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
    // Bytes of a query that are not UTF-8 reach the integration as U+FFFD.
    wellEncoded: isEncoded(path) && !/%(?![0-9a-f]{2})/i.test(query),
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
 * What proxy events (format 1.0) and authorizer events have in common.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html#api-gateway-simple-proxy-for-lambda-input-format
 */
export function commonEvent(request: GatewayRequest, found: Found, names: ApiNames) {
  return {
    resource: found.node.path,
    path: request.path,
    httpMethod: request.method,
    ...valuesOf('headers', 'multiValueHeaders', request.headers),
    ...valuesOf('queryStringParameters', 'multiValueQueryStringParameters', [...request.query]),
    pathParameters: orNull(decoded(found.pathParameters)),
    stageVariables: orNull(names.stageVariables ?? {}),
  };
}

export function requestContext(
  request: GatewayRequest,
  found: Found,
  names: ApiNames,
  authorizer: Readonly<Record<string, unknown>> | undefined,
) {
  return {
    accountId,
    apiId: names.apiId,
    ...(authorizer === undefined ? {} : { authorizer }),
    deploymentId: names.deploymentId,
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
    resourceId: found.node.id,
    resourcePath: found.node.path,
    stage: request.stage,
  };
}

/** One value a name (the last) and all values a name, as AWS gives both; null when there are none. */
function valuesOf(single: string, multiple: string, pairs: readonly (readonly [string, string])[]) {
  const all = Map.groupBy(pairs, ([name]) => name);
  const values = [...all].map(([name, sent]) => [name, sent.map(([, value]) => value)] as const);
  return { [single]: orNull(Object.fromEntries(pairs)), [multiple]: orNull(Object.fromEntries(values)) };
}

function isEncoded(text: string): boolean {
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

/** `24/Nov/2026:04:05:06 +0000` */
function commonLogTime(time: Date): string {
  const [, day, month, year, clock] = /^\w+, (\d+) (\w+) (\d+) ([\d:]+)/.exec(time.toUTCString()) ?? [];
  return `${day}/${month}/${year}:${clock} +0000`;
}
