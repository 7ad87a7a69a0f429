import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { providerPlatform } from '../shared/provider/clients.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { providerReadDependencies } from '../shared/wiring/provider-read-dependencies.ts';
import { environment } from './environment.ts';
import { type ListProviderVoicesDependencies, listProviderVoices } from './list-provider-voices.ts';
import { parseProviderListQuery } from './list-query.ts';

/** Handles `GET /provider/voices`. */
export function makeHandler(
  dependencies: () => ListProviderVoicesDependencies & RequestSettings,
  log = system.log,
): HttpHandler {
  return keyedEdge('list-provider-voices', log, async (request) => {
    const query = parseProviderListQuery(request, dependencies());
    return jsonResponse(200, await listProviderVoices(query, dependencies()));
  });
}

export const handler = makeHandler(
  once(() =>
    providerReadDependencies(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      ...providerPlatform(),
    }),
  ),
);
