import { readFileSync } from 'node:fs';
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import { textResponse } from '../shared/http/response.ts';
import { log as functionLog } from '../shared/platform/log.ts';
import { once } from '../shared/platform/once.ts';

/**
 * Handles `GET /openapi.json`, which any key may call. Responds with the OpenAPI document of the deployed version.
 *
 * @param document returns the document as JSON
 */
export function makeHandler(document: () => string, log = functionLog): HttpHandler {
  return keyedEdge('get-openapi', log, (request) => {
    new QueryReader(request, []).end();
    return textResponse(document(), { 'Content-Type': 'application/json' });
  });
}

/** The document is in a file next to the bundle. Bundling writes it from docs/openapi.json. */
export const handler = makeHandler(
  once(() => readFileSync(new URL('openapi.json', import.meta.url), 'utf8')),
);
