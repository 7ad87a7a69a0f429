import { type HttpHandler, openEdge } from '../shared/http/edge.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { log as functionLog } from '../shared/platform/log.ts';
import { getHealth } from './get-health.ts';

/** Handles `GET /health`, which needs no key. Query parameters are ignored, because monitors may add some. */
export function makeHandler(log = functionLog): HttpHandler {
  return openEdge(log, () => jsonResponse(200, getHealth()));
}

export const handler = makeHandler();
