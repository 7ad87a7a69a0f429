import { deleteVoice } from '../shared/actions/delete-voice.ts';
import { eventBridgePublisher } from '../shared/event-publisher.ts';
import { StepFunctionsPurgeStarter, stepFunctions } from '../shared/executions.ts';
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { voiceIdIn } from '../shared/http/parameters.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { log } from '../shared/platform/log.ts';
import { once } from '../shared/platform/once.ts';
import { DynamoVoiceStore } from '../shared/stores/dynamo-voice-store.ts';
import { DynamoSwitches } from '../shared/stores/switches.ts';
import { voiceView } from '../shared/voice/view.ts';
import { type DeleteForGoodDependencies, deleteForGood } from './delete-for-good.ts';
import { environment } from './environment.ts';

/** `DELETE /voices/{voiceId}`, with `purge=true` for good. */
export function deleteVoiceHandler(dependencies: () => DeleteForGoodDependencies): HttpHandler {
  return keyedEdge(
    'delete-voice',
    async (request, { owner }) => {
      const voiceId = voiceIdIn(request);
      const query = new QueryReader(request, ['purge']);
      const purge = query.oneOf('purge', ['true', 'false']) === 'true';
      query.end();
      const act = purge ? deleteForGood : deleteVoice;
      const { record, accepted } = await act({ voiceId, owner }, dependencies());
      return jsonResponse(accepted ? 202 : 200, voiceView(record));
    },
    ({ query }) => (query.get('purge')?.includes('true') ? 'admin' : null),
  );
}

export const handler = deleteVoiceHandler(
  once(() => {
    const variables = readEnvironment(environment);
    const table = variables.VOICES_TABLE_NAME;
    return {
      voices: new DynamoVoiceStore(dynamo(), table),
      switches: new DynamoSwitches(dynamo(), table),
      purges: new StepFunctionsPurgeStarter(stepFunctions(), variables.PURGE_VOICES_STATE_MACHINE_ARN),
      publisher: eventBridgePublisher(variables.EVENT_BUS_NAME),
      graceSeconds: variables.DELETED_GRACE_SECONDS,
      now: () => new Date(),
      log,
    };
  }),
);
