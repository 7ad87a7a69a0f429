import * as z from 'zod';

/** Schema of an object that is parsed as a map, because a name can be any text, even `__proto__`. */
function mapOf<Value extends z.ZodType>(value: Value) {
  return z.preprocess(
    (sent) => (typeof sent === 'object' && sent !== null ? new Map(Object.entries(sent)) : sent),
    z.map(z.string(), value).nullish(),
  );
}

/**
 * Schema of the proxy event of a REST API, with the fields that the functions read.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
const proxyEvent = z.object({
  httpMethod: z.string(),
  /** Path of the resource in the API, such as `/voices/{voiceId}`. */
  resource: z.string(),
  headers: mapOf(z.string()),
  multiValueHeaders: mapOf(z.array(z.string())),
  queryStringParameters: mapOf(z.string()),
  multiValueQueryStringParameters: mapOf(z.array(z.string())),
  pathParameters: z.record(z.string(), z.string()).nullish(),
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
  requestContext: z.object({
    requestId: z.string(),
    /** Path of the call, including the stage or base path. */
    path: z.string(),
    /** Context of the authorizer. Absent on routes without one. */
    authorizer: z.object({ owner: z.string(), scopes: z.string(), keyId: z.string() }).nullish(),
  }),
});

/** Owner and permissions of the key that a call was made with. */
export interface Caller {
  readonly owner: string;
  readonly keyId: string;
  readonly scopes: readonly string[];
}

export interface HttpRequest {
  readonly requestId: string;
  readonly method: string;
  readonly resource: string;
  /** Path of the call, including the stage. */
  readonly path: string;
  readonly caller: Caller | null;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: ReadonlyMap<string, readonly string[]>;
  /** Values by lower-case name. A name that was sent twice has two values. */
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly body: { readonly text: string; readonly base64: boolean };
}

/** Parses a proxy event. @throws ZodError if the event has another form */
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
