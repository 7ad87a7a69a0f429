import { deleteAlias } from '../shared/actions/delete-alias.ts';
import type { FinishAliasDependencies } from '../shared/actions/finish-alias.ts';
import { parseAliasName, parseIfVersion } from '../shared/http/alias-parameters.ts';
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { rejectQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { eventBridge } from '../shared/platform/event-bridge.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { aliasDependencies } from '../shared/wiring/alias-dependencies.ts';
import { environment } from './environment.ts';

/** Handles `DELETE /aliases/{alias}`. */
export function makeHandler(dependencies: () => FinishAliasDependencies, log = system.log): HttpHandler {
  return keyedEdge('delete-alias', log, async (request, { owner }) => {
    const alias = parseAliasName(request);
    rejectQuery(request);
    const deleted = await deleteAlias({ alias, owner, ifVersion: parseIfVersion(request) }, dependencies());
    log.info('alias deleted', { alias, owner, requestId: request.requestId });
    return jsonResponse(200, deleted);
  });
}

export const handler = makeHandler(
  once(() =>
    aliasDependencies(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      eventBridge: eventBridge(),
    }),
  ),
);
