import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { parseAuditionId, rejectQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type GetAuditionDependencies, getAudition } from './get-audition.ts';

/** Handles `GET /auditions/{auditionId}`. */
export function makeHandler(dependencies: () => GetAuditionDependencies, log = system.log): HttpHandler {
  return keyedEdge('get-audition', log, async (request) => {
    const auditionId = parseAuditionId(request);
    rejectQuery(request);
    return jsonResponse(200, await getAudition(auditionId, dependencies()));
  });
}

export const handler = makeHandler(
  once(() => dependenciesOf(readEnvironment(environment), { ...system, dynamo: dynamo() })),
);
