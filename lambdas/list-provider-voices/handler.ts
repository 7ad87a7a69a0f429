import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { askingDependencies } from '../shared/wiring/provider-read-dependencies.ts';
import { environment } from './environment.ts';
import { type ListProviderVoicesDependencies, listProviderVoices } from './list-provider-voices.ts';
import { providerListQueryIn } from './list-query.ts';

/** `GET /provider/voices`. */
export function listProviderVoicesHandler(
  dependencies: () => ListProviderVoicesDependencies & RequestSettings,
): HttpHandler {
  return keyedEdge('list-provider-voices', async (request) => {
    const query = providerListQueryIn(request, dependencies());
    return jsonResponse(200, await listProviderVoices(query, dependencies()));
  });
}

export const handler = listProviderVoicesHandler(
  once(() => askingDependencies(readEnvironment(environment))),
);
