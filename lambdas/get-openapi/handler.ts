import packageJson from '../../package.json' with { type: 'json' };
import { keyedEdge } from '../shared/http/edge.ts';
import { openApiDocument } from '../shared/http/openapi/document.ts';
import { refuseQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { once } from '../shared/platform/once.ts';

const document = once(() => openApiDocument(packageJson.version));

/** `GET /openapi.json`, with any key: the API as this very code has it. */
export const handler = keyedEdge('get-openapi', (request) => {
  refuseQuery(request);
  return jsonResponse(200, document());
});
