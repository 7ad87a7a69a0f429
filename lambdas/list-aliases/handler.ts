import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
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

const defaultLimit = 20;
const maxLimit = 100;

/** Handles `GET /aliases`. */
export function makeHandler(dependencies: () => ListAliasesDependencies, log = system.log): HttpHandler {
  return keyedEdge('list-aliases', log, async (request) => {
    const query = new QueryReader(request, ['limit', 'cursor']);
    const limit = query.wholeNumber('limit', { min: 1, max: maxLimit }) ?? defaultLimit;
    query.end();
    const cursor = query.text('cursor') ?? null;
    return jsonResponse(200, await listAliases({ limit, cursor }, dependencies()));
  });
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), { dynamo: dynamo(), secretsManager: secretsManager() }),
  ),
);
