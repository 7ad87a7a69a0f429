import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { readJsonBody } from '../shared/http/json-body.ts';
import { providerVoiceIdIn, refuseQuery } from '../shared/http/parameters.ts';
import { jsonResponse } from '../shared/http/response.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { parseImportRequest } from '../shared/validation/import-request.ts';
import type { RequestSettings } from '../shared/validation/voice-request.ts';
import { voiceView } from '../shared/voice/view.ts';
import { importDependencies } from './dependencies.ts';
import { environment } from './environment.ts';
import { type ImportVoiceDependencies, importVoice } from './import-voice.ts';

/** `POST /provider/voices/{id}/import`. The record is below the path that was asked for, stage included. */
export function importVoiceHandler(
  dependencies: () => ImportVoiceDependencies & RequestSettings,
): HttpHandler {
  return keyedEdge('import-voice', async (request, { owner }) => {
    const providerVoiceId = providerVoiceIdIn(request);
    const asked = parseImportRequest(readJsonBody(request), dependencies());
    refuseQuery(request);
    const { record, isNew } = await importVoice({ ...asked, providerVoiceId, owner }, dependencies());
    const root = request.path.replace(/\/provider\/voices\/[^/]*\/import\/?$/, '');
    const Location = `${root}/voices/${record.voiceId}`;
    return jsonResponse(isNew ? 201 : 200, voiceView(record), { Location });
  });
}

export const handler = importVoiceHandler(once(() => importDependencies(readEnvironment(environment))));
