import { type CheckRequestDependencies, checkRequest } from '../shared/actions/check-request.ts';
import { type RequestVoiceDependencies, requestVoice } from '../shared/actions/request-voice.ts';
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { readVoiceRequest } from '../shared/http/read-voice-request.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { stepFunctions } from '../shared/platform/step-functions.ts';
import { system } from '../shared/platform/system.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { voiceView } from '../shared/voice/view.ts';
import { requestDependencies } from '../shared/wiring/request-dependencies.ts';
import { environment } from './environment.ts';

/** Handles `POST /voices`. With `dryRun=true`, it checks the request and does not make it. `Location` starts with the stage if the path of the request does. */
export function makeHandler(
  dependencies: () => RequestVoiceDependencies & CheckRequestDependencies & RequestSettings,
  log = system.log,
): HttpHandler {
  return keyedEdge('request-voice', log, async (request, { owner, keyId }) => {
    const { dryRun, ...input } = readVoiceRequest(request, dependencies());
    if (dryRun) return jsonResponse(200, await checkRequest(input, 1, dependencies()));
    const { record, replayed } = await requestVoice({ ...input, owner }, dependencies());
    const { voiceId, family, scope } = record;
    const { requestId } = request;
    const outcome = replayed ? 'replayed' : 'new';
    log.info('voice requested', { voiceId, family, scope, owner, keyId, requestId, outcome });
    return jsonResponse(202, voiceView(record), {
      Location: `${request.path.replace(/\/$/, '')}/${voiceId}`,
      ...(replayed && { 'Idempotent-Replayed': 'true' }),
    });
  });
}

export const handler = makeHandler(
  once(() =>
    requestDependencies(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      stepFunctions: stepFunctions(),
    }),
  ),
);
