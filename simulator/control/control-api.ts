import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { readBody } from '../http/request-body.ts';
import { foreignRequestReason } from '../http/request-origin.ts';
import type { Provider } from '../provider.ts';
import { ProviderError } from '../provider-error.ts';
import { findRoute, NotFoundError } from './routes.ts';
import { isToken } from './token.ts';

/** The path of the control plane. No path of the vendor starts with it. */
export const controlPath = '/_simulator';

const bodyLimitBytes = 10_000_000;

export interface ControlPlane {
  readonly provider: Provider;
  /** The path segment that follows `controlPath` in every URL. */
  readonly token: string;
  /** Returns the body of `/health`. */
  readonly health: () => unknown;
  /** True if requests may name any host. */
  readonly anyHost: boolean;
}

class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError';
}

/**
 * Handles `/health` and the routes of the control plane. Bodies are JSON. Errors are `{ error }` with status 400, 401,
 * 403 or 404.
 */
export async function handleControlRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { provider, token, health, anyHost }: ControlPlane,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://simulator');
  const reason = foreignRequestReason(request.headers, { any: anyHost, port: request.socket.localPort });
  if (reason !== undefined) {
    request.resume();
    return send(response, 403, { error: reason });
  }
  if (url.pathname === '/health') return send(response, 200, health());
  const [sentToken = '', resource = '', ...rest] = url.pathname.slice(controlPath.length + 1).split('/');
  try {
    const bytes = await readBody(request, bodyLimitBytes);
    if (!isToken(sentToken, token)) {
      throw new InvalidTokenError('invalid control token; use the controlUrl from the first line of output');
    }
    const id = decodeURIComponent(rest.join('/'));
    const route = findRoute(request.method ?? '', resource, id);
    const body: unknown = bytes.length === 0 ? {} : JSON.parse(bytes.toString('utf8'));
    send(response, 200, route({ provider, body, id, query: url.searchParams }));
  } catch (error) {
    const { status, message } = errorResponse(error);
    send(response, status, { error: message });
  }
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'Content-Type': 'application/json' });
  response.end(JSON.stringify(body));
}

/** @throws the error itself if the request did not cause it */
function errorResponse(error: unknown): { readonly status: number; readonly message: string } {
  if (error instanceof z.ZodError) return { status: 400, message: z.prettifyError(error) };
  if (error instanceof InvalidTokenError) return { status: 401, message: error.message };
  if (error instanceof NotFoundError) return { status: 404, message: error.message };
  if (error instanceof SyntaxError || error instanceof ProviderError || error instanceof URIError) {
    return { status: 400, message: error.message };
  }
  throw error;
}
