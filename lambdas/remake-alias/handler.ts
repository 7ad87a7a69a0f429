import {
  type RemadeAlias,
  type RemakeAliasDependencies,
  remakeAlias,
} from '../shared/actions/remake-alias.ts';
import { parseAliasName, parseIfVersion } from '../shared/http/alias-parameters.ts';
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { readJsonBody } from '../shared/http/json-body.ts';
import { parseIdempotencyKey, rejectQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { stepFunctions } from '../shared/platform/step-functions.ts';
import { system } from '../shared/platform/system.ts';
import { invalidRequest } from '../shared/validation/api-error.ts';
import { parseRemakeRequest } from '../shared/validation/remake-request.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { auditionView } from '../shared/voice/audition-view.ts';
import { voiceView } from '../shared/voice/view.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';

/** Handles `POST /aliases/{alias}/remake`. `Location` starts with the stage if the path of the request does. */
export function makeHandler(
  dependencies: () => RemakeAliasDependencies & RequestSettings,
  log = system.log,
): HttpHandler {
  return keyedEdge('remake-alias', log, async (request, { owner }) => {
    const alias = parseAliasName(request);
    const remake = parseRemakeRequest(readJsonBody(request), dependencies());
    rejectQuery(request);
    const { key: requestKey, issues } = parseIdempotencyKey(request);
    if (issues.length > 0) throw invalidRequest(issues);
    const input = { ...remake, alias, owner, requestKey, ifVersion: parseIfVersion(request) };
    const remade = await remakeAlias(input, dependencies());
    const { id, path, body } = resourceOf(remade);
    const outcome = remade.replayed ? 'replayed' : 'new';
    log.info('alias remake requested', { alias, ...id, owner, requestId: request.requestId, outcome });
    const root = request.path.replace(/\/aliases\/[^/]*\/remake\/?$/, '');
    return jsonResponse(remade.replayed ? 200 : 202, body, { Location: root + path });
  });
}

/** Returns the ids for the log, the path and the view of the new voice or audition. */
function resourceOf(remade: RemadeAlias) {
  if (remade.kind === 'voice') {
    const { voiceId } = remade.voice;
    return { id: { voiceId }, path: `/voices/${voiceId}`, body: voiceView(remade.voice) };
  }
  const { audition, candidates } = remade;
  const { auditionId } = audition;
  return { id: { auditionId }, path: `/auditions/${auditionId}`, body: auditionView(audition, candidates) };
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      stepFunctions: stepFunctions(),
    }),
  ),
);
