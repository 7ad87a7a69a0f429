import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { readJsonBody } from '../shared/http/json-body.ts';
import { rejectQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { parseSetSwitchRequest, parseSwitchName } from '../shared/validation/set-switch-request.ts';
import { dependenciesOf, type SetSwitchDependencies } from './dependencies.ts';
import { environment } from './environment.ts';

/** Handles `PUT /switches/{name}`. */
export function makeHandler(dependencies: () => SetSwitchDependencies, log = system.log): HttpHandler {
  return keyedEdge('set-switch', log, async (request, { owner, keyId }) => {
    const name = parseSwitchName(request.pathParameters.name);
    const { on } = parseSetSwitchRequest(readJsonBody(request));
    rejectQuery(request);
    const { switches } = dependencies();
    const changed = await switches.set(name, on);
    log.info('switch set', {
      code: name,
      status: on ? 'on' : 'off',
      owner,
      keyId,
      requestId: request.requestId,
    });
    return jsonResponse(200, changed);
  });
}

export const handler = makeHandler(
  once(() => dependenciesOf(readEnvironment(environment), { dynamo: dynamo() })),
);
