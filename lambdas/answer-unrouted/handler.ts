import { type HttpHandler, openEdge } from '../shared/http/edge.ts';
import { emptyResponse } from '../shared/http/response.ts';
import { log as functionLog } from '../shared/platform/log.ts';
import { answerUnrouted } from './answer-unrouted.ts';

/**
 * Handles every call without a route. Responds with 404, with 405 and `Allow`, or to `OPTIONS` with 204 and `Allow`.
 */
export function makeHandler(log = functionLog): HttpHandler {
  return openEdge(log, ({ method, resource }) => {
    const { allow } = answerUnrouted(method, resource);
    return emptyResponse(204, { Allow: allow.join(', ') });
  });
}

export const handler = makeHandler();
