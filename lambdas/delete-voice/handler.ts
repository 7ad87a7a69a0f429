import { deleteVoice } from '../shared/actions/delete-voice.ts';
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { parseVoiceId } from '../shared/http/parameters.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { eventBridge } from '../shared/platform/event-bridge.ts';
import { once } from '../shared/platform/once.ts';
import { stepFunctions } from '../shared/platform/step-functions.ts';
import { system } from '../shared/platform/system.ts';
import { voiceView } from '../shared/voice/view.ts';
import { type DeletePermanentlyDependencies, deletePermanently } from './delete-permanently.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';

/** Handles `DELETE /voices/{voiceId}`. With `purge=true` the deletion is permanent. */
export function makeHandler(
  dependencies: () => DeletePermanentlyDependencies,
  log = system.log,
): HttpHandler {
  return keyedEdge(
    'delete-voice',
    log,
    async (request, { owner }) => {
      const voiceId = parseVoiceId(request);
      const query = new QueryReader(request, ['purge']);
      const purge = query.oneOf('purge', ['true', 'false']) === 'true';
      query.end();
      const remove = purge ? deletePermanently : deleteVoice;
      const { record, accepted } = await remove({ voiceId, owner }, dependencies());
      return jsonResponse(accepted ? 202 : 200, voiceView(record));
    },
    ({ query }) => (query.get('purge')?.includes('true') ? 'admin' : null),
  );
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
