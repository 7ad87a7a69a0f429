import { type SetAliasDependencies, setAlias } from '../shared/actions/set-alias.ts';
import { aliasHeaders, parseAliasName, parseIfVersion } from '../shared/http/alias-parameters.ts';
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { readJsonBody } from '../shared/http/json-body.ts';
import { rejectQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { eventBridge } from '../shared/platform/event-bridge.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { parseSetAliasRequest } from '../shared/validation/set-alias-request.ts';
import { aliasView } from '../shared/voice/alias.ts';
import { aliasDependencies } from '../shared/wiring/alias-dependencies.ts';
import { environment } from './environment.ts';

/** Handles `PUT /aliases/{alias}`. */
export function makeHandler(dependencies: () => SetAliasDependencies, log = system.log): HttpHandler {
  return keyedEdge('set-alias', log, async (request, { owner }) => {
    const name = parseAliasName(request);
    const { voiceId } = parseSetAliasRequest(readJsonBody(request));
    rejectQuery(request);
    const ifVersion = parseIfVersion(request);
    const { alias, created } = await setAlias({ alias: name, voiceId, owner, ifVersion }, dependencies());
    log.info('alias set', { alias: name, voiceId, owner, requestId: request.requestId });
    return jsonResponse(created ? 201 : 200, aliasView(alias), aliasHeaders(alias));
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
