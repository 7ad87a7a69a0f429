import { z } from 'zod';

/** An object of the event as a map, so that a name may be any text, `__proto__` included. */
function named<Value extends z.ZodType>(value: Value) {
  return z.preprocess(
    (sent) => (typeof sent === 'object' && sent !== null ? new Map(Object.entries(sent)) : sent),
    z.map(z.string(), value).nullish(),
  );
}

/**
 * What is read of a proxy event of a REST API.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
const proxyEvent = z.object({
  httpMethod: z.string(),
  /** The resource's path in the API, as `/voices/{voiceId}`. */
  resource: z.string(),
  headers: named(z.string()),
  multiValueHeaders: named(z.array(z.string())),
  queryStringParameters: named(z.string()),
  multiValueQueryStringParameters: named(z.array(z.string())),
  pathParameters: z.record(z.string(), z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
  requestContext: z.object({
    requestId: z.string(),
    /** The path the client asked for, with the stage or base path in front. */
    path: z.string(),
    /** What the authorizer passed on; absent where there is none. */
    authorizer: z.object({ owner: z.string(), scopes: z.string(), keyId: z.string() }).nullish(),
  }),
});

/** Who asks: whose key it is, and what it may do. */
export interface Caller {
  readonly owner: string;
  readonly keyId: string;
  readonly scopes: readonly string[];
}

export interface HttpRequest {
  readonly requestId: string;
  readonly method: string;
  readonly resource: string;
  /** The path the client asked for, stage included. */
  readonly path: string;
  readonly caller: Caller | null;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** By name in lower case; a name sent twice has two values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: { readonly text: string; readonly base64: boolean };
}

/** Reads a proxy event. @throws ZodError if API Gateway has sent something else */
export function readRequest(event: unknown): HttpRequest {
  const { requestContext, ...parsed } = proxyEvent.parse(event);
  const { requestId, path, authorizer } = requestContext;
  return {
    requestId,
    method: parsed.httpMethod,
    resource: parsed.resource,
    path,
    caller: authorizer
      ? {
          owner: authorizer.owner,
          keyId: authorizer.keyId,
          scopes: authorizer.scopes.split(' ').filter((scope) => scope !== ''),
        }
      : null,
    pathParameters: parsed.pathParameters ?? {},
    query: multiMap(parsed.multiValueQueryStringParameters, parsed.queryStringParameters, (name) => name),
    headers: multiMap(parsed.multiValueHeaders, parsed.headers, (name) => name.toLowerCase()),
    body: { text: parsed.body ?? '', base64: parsed.isBase64Encoded ?? false },
  };
}

function multiMap(
  many: ReadonlyMap<string, readonly string[]> | null | undefined,
  single: ReadonlyMap<string, string> | null | undefined,
  nameOf: (name: string) => string,
): Map<string, readonly string[]> {
  const map = new Map<string, readonly string[]>();
  const entries = many ?? [...(single ?? [])].map(([name, value]) => [name, [value]] as const);
  for (const [name, values] of entries) {
    map.set(nameOf(name), [...(map.get(nameOf(name)) ?? []), ...values]);
  }
  return map;
}
