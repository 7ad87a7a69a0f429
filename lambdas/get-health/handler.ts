import { openEdge } from '../shared/http/edge.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { getHealth } from './get-health.ts';

/** `GET /health`, without a key; whatever a monitor adds to its query does not matter. */
export const handler = openEdge(() => jsonResponse(200, getHealth()));
