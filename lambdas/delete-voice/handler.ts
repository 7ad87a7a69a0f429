import { eventBridgePublisher } from '../shared/events/event-publisher.ts';
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { refuseQuery, voiceIdIn } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { DynamoVoiceStore } from '../shared/records/dynamo-voice-store.ts';
import { type DeleteVoiceDependencies, deleteVoice } from '../shared/requests/delete-voice.ts';
import { dynamo } from '../shared/runtime/dynamo.ts';
import { readEnvironment } from '../shared/runtime/environment.ts';
import { log } from '../shared/runtime/log.ts';
import { once } from '../shared/runtime/once.ts';
import { voiceView } from '../shared/voice/view.ts';
import { environment } from './environment.ts';

/** `DELETE /voices/{voiceId}`. */
export function deleteVoiceHandler(dependencies: () => DeleteVoiceDependencies): HttpHandler {
  return keyedEdge('delete-voice', async (request, { owner }) => {
    const voiceId = voiceIdIn(request);
    refuseQuery(request);
    const { record, accepted } = await deleteVoice({ voiceId, owner }, dependencies());
    return jsonResponse(accepted ? 202 : 200, voiceView(record));
  });
}

export const handler = deleteVoiceHandler(
  once(() => {
    const { VOICES_TABLE_NAME, EVENT_BUS_NAME, DELETED_GRACE_SECONDS } = readEnvironment(environment);
    return {
      voices: new DynamoVoiceStore(dynamo(), VOICES_TABLE_NAME),
      publisher: eventBridgePublisher(EVENT_BUS_NAME),
      graceSeconds: DELETED_GRACE_SECONDS,
      now: () => new Date(),
      log,
    };
  }),
);
