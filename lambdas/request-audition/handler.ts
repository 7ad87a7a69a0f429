import { type CheckRequestDependencies, checkRequest } from '../shared/actions/check-request.ts';
import { type RequestAuditionDependencies, requestAudition } from '../shared/actions/request-audition.ts';
import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { readAuditionRequest } from '../shared/http/read-audition-request.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { stepFunctions } from '../shared/platform/step-functions.ts';
import { system } from '../shared/platform/system.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { auditionView } from '../shared/voice/audition-view.ts';
import { requestAuditionDependencies } from '../shared/wiring/request-audition-dependencies.ts';
import { environment } from './environment.ts';

/** Handles `POST /auditions`. With `dryRun=true`, it checks the request and does not make it. */
export function makeHandler(
  dependencies: () => RequestAuditionDependencies & CheckRequestDependencies & RequestSettings,
  log = system.log,
): HttpHandler {
  return keyedEdge('request-audition', log, async (request, { owner, keyId }) => {
    const { dryRun, ...input } = readAuditionRequest(request, dependencies());
    if (dryRun) return jsonResponse(200, await checkRequest(input, input.candidates, dependencies()));
    const { record, candidates, replayed } = await requestAudition({ ...input, owner }, dependencies());
    const { auditionId } = record;
    const { requestId } = request;
    log.info('audition requested', {
      auditionId,
      owner,
      keyId,
      requestId,
      outcome: replayed ? 'replayed' : 'new',
    });
    return jsonResponse(202, auditionView(record, candidates), {
      Location: `${request.path.replace(/\/$/, '')}/${auditionId}`,
      ...(replayed && { 'Idempotent-Replayed': 'true' }),
    });
  });
}

export const handler = makeHandler(
  once(() =>
    requestAuditionDependencies(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      stepFunctions: stepFunctions(),
    }),
  ),
);
