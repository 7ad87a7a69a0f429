import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { parseProviderVoiceId, readProviderList } from '../shared/http/parameters.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { providerPlatform } from '../shared/provider/clients.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { providerReadDependencies } from '../shared/wiring/provider-read-dependencies.ts';
import { environment } from './environment.ts';
import { type GetProviderVoiceDependencies, getProviderVoice } from './get-provider-voice.ts';

/** Handles `GET /provider/voices/{id}`. */
export function makeHandler(
  dependencies: () => GetProviderVoiceDependencies & RequestSettings,
  log = system.log,
): HttpHandler {
  return keyedEdge('get-provider-voice', log, async (request) => {
    const providerVoiceId = parseProviderVoiceId(request);
    const query = new QueryReader(request, ['family', 'scope']);
    const list = query.endWith(readProviderList(query, dependencies().enabledFamilies));
    return jsonResponse(200, await getProviderVoice({ ...list, providerVoiceId }, dependencies()));
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
