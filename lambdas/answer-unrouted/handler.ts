import { openEdge } from '../shared/http/edge.ts';
import { emptyResponse } from '../shared/http/response.ts';
import { answerUnrouted } from './answer-unrouted.ts';

/** Every path and method that is not there: 404, 405 with `Allow`, and 204 with `Allow` for `OPTIONS`. */
export const handler = openEdge(({ method, resource }) => {
  const { allow } = answerUnrouted(method, resource);
  return emptyResponse(204, { Allow: allow.join(', ') });
});
