import type { RunnerEvent } from '../../local/core/runner-event.ts';

/** The parts of API Gateway's proxy event that differ between calls. */
export interface EventParts {
  readonly method?: string;
  readonly resource?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly query?: Readonly<Record<string, readonly string[]>>;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
  /** Permissions of the key, or null for a call without a key. */
  readonly scopes?: string | null;
  readonly owner?: string;
}

/** Returns the proxy event that a REST API of API Gateway sends to a function. */
export function proxyEvent(parts: EventParts = {}): unknown {
  const { scopes = 'read write', owner = 'ann', path = '/voices' } = parts;
  const many = Object.entries(parts.headers ?? {}).map(([name, value]) => [name, [value].flat()] as const);
  const last = (values: readonly string[]) => values.at(-1) ?? '';
  return {
    httpMethod: parts.method ?? 'GET',
    resource: parts.resource ?? path,
    path,
    headers: Object.fromEntries(many.map(([name, values]) => [name, last(values)])),
    multiValueHeaders: Object.fromEntries(many),
    queryStringParameters:
      parts.query &&
      Object.fromEntries(Object.entries(parts.query).map(([name, values]) => [name, last(values)])),
    multiValueQueryStringParameters: parts.query ?? null,
    pathParameters: parts.pathParameters ?? null,
    stageVariables: null,
    body: parts.body ?? null,
    isBase64Encoded: parts.isBase64Encoded ?? false,
    requestContext: {
      requestId: 'request-1',
      path: `/v1${path}`,
      stage: 'v1',
      ...(scopes !== null && {
        authorizer: { principalId: owner, owner, scopes, keyId: 'key-1', integrationLatency: 12 },
      }),
    },
  };
}

/** Returns the event of the runner for a request that the deployed API has answered. */
export function answeredRequest(status: number): RunnerEvent {
  const request = { method: 'POST', path: '/voices', stage: 'v1', apiName: 'VoiceDesign.VoiceDesign.Api' };
  return { kind: 'requestAnswered', ...request, status, milliseconds: 1 };
}
