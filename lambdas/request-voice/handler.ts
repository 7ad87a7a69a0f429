import { type RequestVoiceDependencies, requestVoice } from '../shared/actions/request-voice.ts';
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { readVoiceRequest } from '../shared/http/read-voice-request.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { voiceView } from '../shared/voice/view.ts';
import { requestDependencies } from '../shared/wiring/request-dependencies.ts';
import { environment } from './environment.ts';

/** `POST /voices`. The requested voice is below the path that was asked for, stage included. */
export function requestVoiceHandler(
  dependencies: () => RequestVoiceDependencies & RequestSettings,
): HttpHandler {
  return keyedEdge('request-voice', async (request, { owner, keyId }) => {
    const input = readVoiceRequest(request, dependencies());
    const { record, replayed } = await requestVoice({ ...input, owner }, dependencies());
    const { voiceId, family, scope } = record;
    const { requestId } = request;
    dependencies().log.info('voice requested', {
      voiceId,
      family,
      scope,
      owner,
      keyId,
      requestId,
      outcome: replayed ? 'replayed' : 'new',
    });
    return jsonResponse(202, voiceView(record), {
      Location: `${request.path.replace(/\/$/, '')}/${voiceId}`,
      ...(replayed && { 'Idempotent-Replayed': 'true' }),
    });
  });
}

export const handler = requestVoiceHandler(once(() => requestDependencies(readEnvironment(environment))));
