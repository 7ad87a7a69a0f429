import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { rejectQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type CapacityDependencies, getCapacity } from './get-capacity.ts';

/** Handles `GET /capacity`. */
export function makeHandler(
  dependencies: () => CapacityDependencies & RequestSettings,
  log = system.log,
): HttpHandler {
  return keyedEdge('get-capacity', log, async (request) => {
    rejectQuery(request);
    return jsonResponse(200, await getCapacity(dependencies()));
  });
}

export const handler = makeHandler(
  once(() => dependenciesOf(readEnvironment(environment), { dynamo: dynamo() })),
);
