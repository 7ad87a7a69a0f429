import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { parseVoiceId } from '../shared/http/parameters.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { providerPlatform } from '../shared/provider/clients.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { getVoice } from './get-voice.ts';
import { type RefreshVoiceDependencies, refreshVoice } from './refresh-voice.ts';

/** Handles `GET /voices/{voiceId}`. With `refresh=true` the response includes the current status at the provider. */
export function makeHandler(dependencies: () => RefreshVoiceDependencies, log = system.log): HttpHandler {
  return keyedEdge('get-voice', log, async (request) => {
    const voiceId = parseVoiceId(request);
    const query = new QueryReader(request, ['refresh']);
    const refresh = query.oneOf('refresh', ['true', 'false']) === 'true';
    query.end();
    return jsonResponse(200, await (refresh ? refreshVoice : getVoice)(voiceId, dependencies()));
  });
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), { ...system, dynamo: dynamo(), ...providerPlatform() }),
  ),
);
