import { type HttpHandler, keyedEdge } from '../shared/http/edge.ts';
import { refuseQuery, voiceIdIn } from '../shared/http/parameters.ts';
import { emptyResponse } from '../shared/http/response.ts';
import { dynamo } from '../shared/platform/dynamo.ts';
import { readEnvironment } from '../shared/platform/environment.ts';
import { once } from '../shared/platform/once.ts';
import { previewsClient, signedPreviewLink } from '../shared/preview-link.ts';
import { DynamoVoiceStore } from '../shared/stores/dynamo-voice-store.ts';
import { environment } from './environment.ts';
import { type GetPreviewDependencies, getPreview } from './get-preview.ts';

/** `GET /voices/{voiceId}/preview`: the audio itself never passes through here. */
export function getPreviewHandler(dependencies: () => GetPreviewDependencies): HttpHandler {
  return keyedEdge('get-preview', async (request) => {
    const voiceId = voiceIdIn(request);
    refuseQuery(request);
    return emptyResponse(302, { Location: await getPreview(voiceId, dependencies()) });
  });
}

export const handler = getPreviewHandler(
  once(() => {
    const { VOICES_TABLE_NAME, PREVIEWS_BUCKET_NAME, PREVIEW_URL_SECONDS } = readEnvironment(environment);
    return {
      voices: new DynamoVoiceStore(dynamo(), VOICES_TABLE_NAME),
      linkTo: signedPreviewLink(previewsClient(), PREVIEWS_BUCKET_NAME, PREVIEW_URL_SECONDS),
    };
  }),
);
