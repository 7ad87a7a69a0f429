import { type HttpHandler, openEdge } from '../shared/http/edge.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { system } from '../shared/platform/system.ts';
import { getHealth } from './get-health.ts';

/** Handles `GET /health`, which needs no key. Query parameters are ignored, because monitors may add some. */
export function makeHandler(log = system.log): HttpHandler {
  return openEdge(log, () => jsonResponse(200, getHealth()));
}

export const handler = makeHandler();
