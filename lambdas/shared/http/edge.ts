import { type KeyScope, type Route, routes } from '../contract.ts';
import type { Log } from '../platform/log.ts';
import { ApiError } from '../validation/api-error.ts';
import { errorResponse } from './error-map.ts';
import { type Caller, type HttpRequest, readRequest } from './request.ts';
import type { HttpResponse } from './response.ts';

export type HttpHandler = (event: unknown) => Promise<HttpResponse>;
type KeyedOperation = Extract<Route, { scope: KeyScope | 'any' }>['operation'];

/** Returns a handler for calls without a key. It parses the event and converts errors to problem responses. */
export function openEdge(
  log: Log,
  respond: (request: HttpRequest) => HttpResponse | Promise<HttpResponse>,
): HttpHandler {
  return async (event) => {
    let request: HttpRequest | undefined;
    const response = await (async () => {
      request = readRequest(event);
      return respond(request);
    })().catch((error: unknown) => errorResponse(error, request?.requestId ?? 'unknown', log));
    return request?.method === 'HEAD' ? { ...response, body: '' } : response;
  };
}

/**
 * Returns a handler for calls with a key. It checks that the key has the scope of the route before it calls `respond`.
 *
 * @param scopeOverride returns the scope that a call needs in place of the route's, or null
 */
export function keyedEdge(
  operation: KeyedOperation,
  log: Log,
  respond: (request: HttpRequest, caller: Caller) => HttpResponse | Promise<HttpResponse>,
  scopeOverride: (request: HttpRequest) => KeyScope | null = () => null,
): HttpHandler {
  return openEdge(log, (request) =>
    respond(request, authorizedCaller(request, scopeOverride(request) ?? scopeOf(operation))),
  );
}

function scopeOf(operation: KeyedOperation): Route['scope'] {
  return routes.find((route) => route.operation === operation)?.scope ?? null;
}

function authorizedCaller({ caller }: HttpRequest, scope: Route['scope']): Caller {
  // The gateway rejects calls without a key. This check covers a misconfigured gateway.
  if (!caller) throw new ApiError({ code: 'unauthenticated' });
  if (scope === 'any' || (scope && caller.scopes.includes(scope))) return caller;
  throw new ApiError({ code: 'forbidden', scope: scope ?? 'admin' });
}
