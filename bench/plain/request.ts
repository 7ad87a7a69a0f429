/** The parser of proxy events as a handler without regard for its load time has it. */
import { z } from 'zod';
import type { HttpRequest } from '../../lambdas/shared/http/request.ts';

const texts = z.record(z.string(), z.string()).nullish();
const lists = z.record(z.string(), z.array(z.string())).nullish();
const proxyEvent = z.object({
  httpMethod: z.string(),
  resource: z.string(),
  headers: texts,
  multiValueHeaders: lists,
  queryStringParameters: texts,
  multiValueQueryStringParameters: lists,
  pathParameters: texts,
  body: z.string().nullish(),
  isBase64Encoded: z.boolean().nullish(),
  requestContext: z.object({
    requestId: z.string(),
    path: z.string(),
    authorizer: z.object({ owner: z.string(), scopes: z.string(), keyId: z.string() }).nullish(),
  }),
});

export function readRequest(event: unknown): HttpRequest {
  const { requestContext, ...parsed } = proxyEvent.parse(event);
  const { requestId, path, authorizer } = requestContext;
  return {
    requestId,
    method: parsed.httpMethod,
    resource: parsed.resource,
    path,
    caller: authorizer ? { ...authorizer, scopes: authorizer.scopes.split(' ') } : null,
    pathParameters: parsed.pathParameters ?? {},
    query: new Map(Object.entries(parsed.multiValueQueryStringParameters ?? {})),
    headers: new Map(
      Object.entries(parsed.multiValueHeaders ?? {}).map(([name, values]) => [name.toLowerCase(), values]),
    ),
    body: { text: parsed.body ?? '', base64: parsed.isBase64Encoded ?? false },
  };
}
