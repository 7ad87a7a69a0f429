import { eventBridgePublisher } from '../shared/event-publisher.ts';
import { StepFunctionsStarter, stepFunctions } from '../shared/executions.ts';
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { refuseQuery, voiceIdIn } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { log } from '../shared/platform/log.ts';
import { once } from '../shared/platform/once.ts';
import { DynamoVoiceStore } from '../shared/stores/dynamo-voice-store.ts';
import { voiceView } from '../shared/voice/view.ts';
import { environment } from './environment.ts';
import { type RestoreVoiceDependencies, restoreVoice } from './restore-voice.ts';

/** `POST /voices/{voiceId}/restore`. */
export function restoreVoiceHandler(dependencies: () => RestoreVoiceDependencies): HttpHandler {
  return keyedEdge('restore-voice', async (request) => {
    const voiceId = voiceIdIn(request);
    refuseQuery(request);
    return jsonResponse(200, voiceView(await restoreVoice(voiceId, dependencies())));
  });
}

export const handler = restoreVoiceHandler(
  once(() => {
    const variables = readEnvironment(environment);
    return {
      voices: new DynamoVoiceStore(dynamo(), variables.VOICES_TABLE_NAME),
      publisher: eventBridgePublisher(variables.EVENT_BUS_NAME),
      executions: new StepFunctionsStarter(stepFunctions(), variables.DESIGN_VOICE_STATE_MACHINE_ARN),
      rejectedGraceSeconds: variables.REJECTED_GRACE_SECONDS,
      now: () => new Date(),
      log,
    };
  }),
);
