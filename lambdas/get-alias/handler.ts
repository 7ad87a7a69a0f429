import { aliasHeaders, parseAliasName } from '../shared/http/alias-parameters.ts';
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { rejectQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { aliasView } from '../shared/voice/alias.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type GetAliasDependencies, getAlias } from './get-alias.ts';

/** Handles `GET /aliases/{alias}`. */
export function makeHandler(dependencies: () => GetAliasDependencies, log = system.log): HttpHandler {
  return keyedEdge('get-alias', log, async (request) => {
    const name = parseAliasName(request);
    rejectQuery(request);
    const alias = await getAlias(name, dependencies());
    return jsonResponse(200, aliasView(alias), aliasHeaders(alias));
  });
}

export const handler = makeHandler(
  once(() => dependenciesOf(readEnvironment(environment), { dynamo: dynamo() })),
);
