import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { parseVoiceId } from '../shared/http/parameters.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { requiredVariable } from '../shared/platform/environment.ts';
import { log as functionLog } from '../shared/platform/log.ts';
import { once } from '../shared/platform/once.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import { type GetVoiceDependencies, getVoice } from './get-voice.ts';

/** Handles `GET /voices/{voiceId}`. With `refresh=true` the response includes the current status at the provider. */
export function makeHandler(dependencies: () => GetVoiceDependencies, log = functionLog): HttpHandler {
  return keyedEdge('get-voice', log, async (request) => {
    const voiceId = parseVoiceId(request);
    const query = new QueryReader(request, ['refresh']);
    const refresh = query.oneOf('refresh', ['true', 'false']) === 'true';
    query.end();
    const { refresh: refreshVoice } = dependencies();
    return jsonResponse(200, await (refresh ? refreshVoice(voiceId) : getVoice(voiceId, dependencies())));
  });
}

export const handler = makeHandler(
  once(() => ({
    voices: new DynamoVoiceStore(dynamo(), requiredVariable('VOICES_TABLE_NAME')),
    // Most calls need no client of the provider, so it is loaded by the first call that does.
    refresh: async (voiceId) => (await import('./refresh.ts')).refresh(voiceId),
  })),
);
