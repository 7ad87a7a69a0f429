import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { rejectQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { sqs } from '../shared/platform/sqs.ts';
import { stepFunctions } from '../shared/platform/step-functions.ts';
import { system } from '../shared/platform/system.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type GetStatusDependencies, getStatus } from './get-status.ts';

/** Handles `GET /status`. */
export function makeHandler(dependencies: () => GetStatusDependencies, log = system.log): HttpHandler {
  return keyedEdge('get-status', log, async (request) => {
    rejectQuery(request);
    return jsonResponse(200, await getStatus(dependencies()));
  });
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      stepFunctions: stepFunctions(),
      sqs: sqs(),
    }),
  ),
);
