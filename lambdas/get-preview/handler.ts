import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { parseVoiceId, rejectQuery } from '../shared/http/parameters.ts';
import { emptyResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { s3 } from '../shared/platform/s3.ts';
import { system } from '../shared/platform/system.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type GetPreviewDependencies, getPreview } from './get-preview.ts';

/** Handles `GET /voices/{voiceId}/preview` with a redirect to the audio file in S3. */
export function makeHandler(dependencies: () => GetPreviewDependencies, log = system.log): HttpHandler {
  return keyedEdge('get-preview', log, async (request) => {
    const voiceId = parseVoiceId(request);
    rejectQuery(request);
    return emptyResponse(302, { Location: await getPreview(voiceId, dependencies()) });
  });
}

export const handler = makeHandler(
  once(() => dependenciesOf(readEnvironment(environment), { dynamo: dynamo(), s3: s3() })),
);
