import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { providerListIn, providerVoiceIdIn } from '../shared/http/parameters.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { askingDependencies } from '../shared/wiring/provider-read-dependencies.ts';
import { environment } from './environment.ts';
import { type GetProviderVoiceDependencies, getProviderVoice } from './get-provider-voice.ts';

/** `GET /provider/voices/{id}`. */
export function getProviderVoiceHandler(
  dependencies: () => GetProviderVoiceDependencies & RequestSettings,
): HttpHandler {
  return keyedEdge('get-provider-voice', async (request) => {
    const providerVoiceId = providerVoiceIdIn(request);
    const query = new QueryReader(request, ['family', 'scope']);
    const list = query.endWith(providerListIn(query, dependencies().offered));
    return jsonResponse(200, await getProviderVoice({ ...list, providerVoiceId }, dependencies()));
  });
}

export const handler = getProviderVoiceHandler(once(() => askingDependencies(readEnvironment(environment))));
