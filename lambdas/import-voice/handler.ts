import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { readJsonBody } from '../shared/http/json-body.ts';
import { parseProviderVoiceId, rejectQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { stepFunctions } from '../shared/platform/step-functions.ts';
import { system } from '../shared/platform/system.ts';
import { providerPlatform } from '../shared/provider/clients.ts';
import { parseImportRequest } from '../shared/validation/import-request.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { voiceView } from '../shared/voice/view.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type ImportVoiceDependencies, importVoice } from './import-voice.ts';

/** Handles `POST /provider/voices/{id}/import`. `Location` starts with the stage if the path of the request does. */
export function makeHandler(
  dependencies: () => ImportVoiceDependencies & RequestSettings,
  log = system.log,
): HttpHandler {
  return keyedEdge('import-voice', log, async (request, { owner }) => {
    const providerVoiceId = parseProviderVoiceId(request);
    const input = parseImportRequest(readJsonBody(request), dependencies());
    rejectQuery(request);
    const { record, isNew } = await importVoice({ ...input, providerVoiceId, owner }, dependencies());
    const root = request.path.replace(/\/provider\/voices\/[^/]*\/import\/?$/, '');
    const Location = `${root}/voices/${record.voiceId}`;
    return jsonResponse(isNew ? 201 : 200, voiceView(record), { Location });
  });
}

export const handler = makeHandler(
  once(() =>
    dependenciesOf(readEnvironment(environment), {
      ...system,
      dynamo: dynamo(),
      stepFunctions: stepFunctions(),
      ...providerPlatform(),
    }),
  ),
);
