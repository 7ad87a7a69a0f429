import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { parseVoiceId } from '../shared/http/parameters.ts';
import { QueryReader } from '../shared/http/query-reader.ts';
import { emptyResponse, jsonResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { s3 } from '../shared/platform/s3.ts';
import { system } from '../shared/platform/system.ts';
import { dependenciesOf } from './dependencies.ts';
import { environment } from './environment.ts';
import { type GetPreviewDependencies, getPreview } from './get-preview.ts';

/**
 * Handles `GET /voices/{voiceId}/preview` with a redirect to the audio file in S3. With `as=download`, a browser saves the
 * file. With `as=link` and `as=download-link`, the response is the link instead of a redirect, which a page cannot read.
 */
export function makeHandler(dependencies: () => GetPreviewDependencies, log = system.log): HttpHandler {
  return keyedEdge('get-preview', log, async (request) => {
    const voiceId = parseVoiceId(request);
    const query = new QueryReader(request, ['as']);
    const as = query.oneOf('as', ['link', 'download', 'download-link']);
    query.end();
    const isDownload = as === 'download' || as === 'download-link';
    const isLink = as === 'link' || as === 'download-link';
    // A client follows the redirect of a HEAD request with a HEAD request.
    const method = request.method === 'HEAD' && !isLink ? 'HEAD' : 'GET';
    const link = await getPreview(voiceId, { isDownload, method }, dependencies());
    return isLink ? jsonResponse(200, link) : emptyResponse(302, { Location: link.url });
  });
}

export const handler = makeHandler(
  once(() => dependenciesOf(readEnvironment(environment), { ...system, dynamo: dynamo(), s3: s3() })),
);
