import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { secretsManager } from '../shared/platform/secrets.ts';
import { system } from '../shared/platform/system.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type ListAuditionsDependencies, listAuditions } from './list-auditions.ts';
import { parseListQuery } from './list-query.ts';

/** Handles `GET /auditions`. */
export function makeHandler(dependencies: () => ListAuditionsDependencies, log = system.log): HttpHandler {
  return keyedEdge('list-auditions', log, async (request) =>
    jsonResponse(200, await listAuditions(parseListQuery(request), dependencies())),
  );
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
