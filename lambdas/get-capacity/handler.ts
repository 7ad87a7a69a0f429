import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { refuseQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { DynamoPlaceCounter } from '../shared/stores/places.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { environment } from './environment.ts';
import { type CapacityDependencies, getCapacity } from './get-capacity.ts';

/** `GET /capacity`. */
export function getCapacityHandler(dependencies: () => CapacityDependencies & RequestSettings): HttpHandler {
  return keyedEdge('get-capacity', async (request) => {
    refuseQuery(request);
    return jsonResponse(200, await getCapacity(dependencies()));
  });
}

export const handler = getCapacityHandler(
  once(() => {
    const { VOICES_TABLE_NAME, OFFERED } = readEnvironment(environment);
    return {
      places: new DynamoPlaceCounter(dynamo(), VOICES_TABLE_NAME),
      offered: OFFERED,
    };
  }),
);
