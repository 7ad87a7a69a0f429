import { type HttpHandler, openEdge } from '../shared/http/edge.ts';
import { emptyResponse } from '../shared/http/response.ts';
import { system } from '../shared/platform/system.ts';
import { answerUnrouted } from './answer-unrouted.ts';

/** Every path and method without a route: 404, 405 with `Allow`, and 204 with `Allow` for `OPTIONS`. */
export function makeHandler(log = system.log): HttpHandler {
  return openEdge(log, ({ method, resource }) => {
    const { allow } = answerUnrouted(method, resource);
    return emptyResponse(204, { Allow: allow.join(', ') });
  });
}

export const handler = makeHandler();
