import type { AdvanceAuditionDependencies } from '../shared/actions/advance-audition.ts';
import { cancelAudition } from '../shared/actions/cancel-audition.ts';
import { readCandidates } from '../shared/actions/read-audition.ts';
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { parseAuditionId, rejectQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { eventBridge } from '../shared/platform/event-bridge.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { auditionView } from '../shared/voice/audition-view.ts';
import { auditionDependencies } from '../shared/wiring/audition-dependencies.ts';
import { environment } from './environment.ts';

/** Handles `DELETE /auditions/{auditionId}`. */
export function makeHandler(dependencies: () => AdvanceAuditionDependencies, log = system.log): HttpHandler {
  return keyedEdge('cancel-audition', log, async (request) => {
    const auditionId = parseAuditionId(request);
    rejectQuery(request);
    const record = await cancelAudition(auditionId, dependencies());
    log.info('audition cancelled', { auditionId });
    return jsonResponse(200, auditionView(record, await readCandidates(record, dependencies().voices)));
  });
}

export const handler = makeHandler(
  once(() =>
    auditionDependencies(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      eventBridge: eventBridge(),
    }),
  ),
);
