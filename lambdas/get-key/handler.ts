import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { keyView } from '../shared/http/key-view.ts';
import { rejectQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { system } from '../shared/platform/system.ts';

/** Handles `GET /key`, which any key may call. The authorizer has already read the key. */
export function makeHandler(log = system.log): HttpHandler {
  return keyedEdge('get-key', log, (request, caller) => {
    rejectQuery(request);
    return jsonResponse(200, keyView(caller));
  });
}

export const handler = makeHandler();
