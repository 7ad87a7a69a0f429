import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { parseVoiceId, rejectQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { eventBridge } from '../shared/platform/event-bridge.ts';
import { once } from '../shared/platform/once.ts';
import { stepFunctions } from '../shared/platform/step-functions.ts';
import { system } from '../shared/platform/system.ts';
import { voiceView } from '../shared/voice/view.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type RestoreVoiceDependencies, restoreVoice } from './restore-voice.ts';

/** Handles `POST /voices/{voiceId}/restore`. */
export function makeHandler(dependencies: () => RestoreVoiceDependencies, log = system.log): HttpHandler {
  return keyedEdge('restore-voice', log, async (request) => {
    const voiceId = parseVoiceId(request);
    rejectQuery(request);
    return jsonResponse(200, voiceView(await restoreVoice(voiceId, dependencies())));
  });
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      stepFunctions: stepFunctions(),
      eventBridge: eventBridge(),
    }),
  ),
);
