import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { voiceIdIn } from '../shared/http/parameters.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { log } from '../shared/platform/log.ts';
import { once } from '../shared/platform/once.ts';
import { provider } from '../shared/provider/clients.ts';
import { DynamoVoiceStore } from '../shared/stores/dynamo-voice-store.ts';
import { environment } from './environment.ts';
import { getVoice } from './get-voice.ts';
import { type RefreshVoiceDependencies, refreshVoice } from './refresh-voice.ts';

/** `GET /voices/{voiceId}`, with `refresh=true` asking the provider too. */
export function getVoiceHandler(dependencies: () => RefreshVoiceDependencies): HttpHandler {
  return keyedEdge('get-voice', async (request) => {
    const voiceId = voiceIdIn(request);
    const query = new QueryReader(request, ['refresh']);
    const refresh = query.oneOf('refresh', ['true', 'false']) === 'true';
    query.end();
    return jsonResponse(200, await (refresh ? refreshVoice : getVoice)(voiceId, dependencies()));
  });
}

export const handler = getVoiceHandler(
  once(() => {
    const variables = readEnvironment(environment);
    return {
      ...provider(variables),
      voices: new DynamoVoiceStore(dynamo(), variables.VOICES_TABLE_NAME),
      log,
    };
  }),
);
