import packageJson from '../../package.json' with { type: 'json' };
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { openApiDocument } from '../shared/http/openapi/document.ts';
import { rejectQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';

const document = once(() => openApiDocument(packageJson.version));

/**
 * Handles `GET /openapi.json`, which any key may call. Responds with the OpenAPI document of the deployed version.
 */
export function makeHandler(log = system.log): HttpHandler {
  return keyedEdge('get-openapi', log, (request) => {
    rejectQuery(request);
    return jsonResponse(200, document());
  });
}

export const handler = makeHandler();
