import { type ChooseCandidateDependencies, chooseCandidate } from '../shared/actions/choose-candidate.ts';
import { readCandidates } from '../shared/actions/read-audition.ts';
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { readJsonBody } from '../shared/http/json-body.ts';
import { parseAuditionId, rejectQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { eventBridge } from '../shared/platform/event-bridge.ts';
import { once } from '../shared/platform/once.ts';
import { system } from '../shared/platform/system.ts';
import { parseChoice } from '../shared/validation/choice.ts';
import { auditionView } from '../shared/voice/audition-view.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';

/** Handles `POST /auditions/{auditionId}/choice`. */
export function makeHandler(dependencies: () => ChooseCandidateDependencies, log = system.log): HttpHandler {
  return keyedEdge('choose-candidate', log, async (request, { owner }) => {
    const auditionId = parseAuditionId(request);
    const { voiceId, alias } = parseChoice(readJsonBody(request));
    rejectQuery(request);
    const record = await chooseCandidate({ auditionId, voiceId, alias, owner }, dependencies());
    log.info('candidate chosen', { auditionId, voiceId, alias: record.alias ?? undefined, owner });
    return jsonResponse(200, auditionView(record, await readCandidates(record, dependencies().voices)));
  });
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      eventBridge: eventBridge(),
    }),
  ),
);
