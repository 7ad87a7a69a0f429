/** The handler of `GET /openapi.json` that creates the document in the function. */
import { keyedEdge } from '../../lambdas/shared/http/edge.ts';
import { openApiDocument } from '../../lambdas/shared/http/openapi/document.ts';
import { rejectQuery } from '../../lambdas/shared/http/parameters.ts';
import { jsonResponse } from '../../lambdas/shared/http/response.ts';
import { log } from '../../lambdas/shared/platform/log.ts';
import packageJson from '../../package.json' with { type: 'json' };

export const handler = keyedEdge('get-openapi', log, (request) => {
  rejectQuery(request);
  return jsonResponse(200, openApiDocument(packageJson.version));
});
