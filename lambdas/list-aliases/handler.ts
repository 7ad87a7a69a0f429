import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { readChangedSince, readListBounds } from '../shared/http/list-parameters.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { secretsManager } from '../shared/platform/secrets.ts';
import { system } from '../shared/platform/system.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type ListAliasesDependencies, listAliases } from './list-aliases.ts';

/** Handles `GET /aliases`. */
export function makeHandler(dependencies: () => ListAliasesDependencies, log = system.log): HttpHandler {
  return keyedEdge('list-aliases', log, async (request) => {
    const query = new QueryReader(request, ['changedSince', 'limit', 'cursor']);
    const changedSince = readChangedSince(query, []);
    const bounds = readListBounds(query);
    query.end();
    return jsonResponse(200, await listAliases({ changedSince, ...bounds }, dependencies()));
  });
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      secretsManager: secretsManager(),
    }),
  ),
);
