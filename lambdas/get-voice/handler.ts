import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { refuseQuery, voiceIdIn } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { DynamoVoiceStore } from '../shared/records/dynamo-voice-store.ts';
import { dynamo } from '../shared/runtime/dynamo.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { once } from '../shared/runtime/once.ts';
import { environment } from './environment.ts';
import { type GetVoiceDependencies, getVoice } from './get-voice.ts';

/** `GET /voices/{voiceId}`. */
export function getVoiceHandler(dependencies: () => GetVoiceDependencies): HttpHandler {
  return keyedEdge('get-voice', async (request) => {
    const voiceId = voiceIdIn(request);
    refuseQuery(request);
    return jsonResponse(200, await getVoice(voiceId, dependencies()));
  });
}

export const handler = getVoiceHandler(
  once(() => ({ voices: new DynamoVoiceStore(dynamo(), readEnvironment(environment).VOICES_TABLE_NAME) })),
);
