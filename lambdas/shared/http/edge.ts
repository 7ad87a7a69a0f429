import { type KeyScope, type Route, routes } from '../contract.ts';
import type { Log } from '../platform/log.ts';
import { ApiError } from '../validation/api-error.ts';
import { answerError } from './error-map.ts';
import { type Caller, type HttpRequest, readRequest } from './request.ts';
import type { HttpResponse } from './response.ts';

export type HttpHandler = (event: unknown) => Promise<HttpResponse>;
type KeyedOperation = Extract<Route, { scope: KeyScope | 'any' }>['operation'];

/** A handler for calls without a key: parses the event, and answers whatever is thrown. */
export function openEdge(
  log: Log,
  respond: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>,
): HttpHandler {
  return async (event) => {
    let request: HttpRequest | undefined;
    const answer = await (async () => {
      request = readRequest(event);
      return respond(request);
    })().catch((error: unknown) => answerError(error, request?.requestId ?? 'unknown', log));
    return request?.method === 'HEAD' ? { ...answer, body: '' } : answer;
  };
}

/**
 * A handler for calls with a key: before anything else is looked at, the key has to have the scope of the route.
 *
 * @param scopeInstead the scope that a call needs in the place of the route's; null for the route's
 */
export function keyedEdge(
  operation: KeyedOperation,
  log: Log,
  respond: (request: HttpRequest, caller: Caller) => HttpResponse | Promise<HttpResponse>,
  scopeInstead: (request: HttpRequest) => KeyScope | null = () => null,
): HttpHandler {
  return openEdge(log, (request) =>
    respond(request, authorizedCaller(request, scopeInstead(request) ?? scopeOf(operation))),
  );
}

function scopeOf(operation: KeyedOperation): Route['scope'] {
  return routes.find((route) => route.operation === operation)?.scope ?? null;
}

function authorizedCaller({ caller }: HttpRequest, scope: Route['scope']): Caller {
  // The gateway lets nobody in without a key; this holds should its configuration ever not.
  if (!caller) throw new ApiError({ code: 'unauthenticated' });
  if (scope === 'any' || (scope && caller.scopes.includes(scope))) return caller;
  throw new ApiError({ code: 'forbidden', scope: scope ?? 'admin' });
}
