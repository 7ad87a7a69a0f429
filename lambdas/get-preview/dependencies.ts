import type * as z from 'zod';
import { signedPreviewLink } from '../shared/preview-link.ts';
import { DynamoVoiceStore } from '../shared/stores/voices.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';
import type { GetPreviewDependencies } from './get-preview.ts';

export function dependenciesOf(
  variables: z.output<typeof environment>,
  platform: Pick<Platform, 'dynamo' | 's3' | 'now'>,
): GetPreviewDependencies {
  const { VOICES_TABLE_NAME, PREVIEWS_BUCKET_NAME, PREVIEW_URL_SECONDS } = variables;
  return {
    voices: new DynamoVoiceStore(platform.dynamo, VOICES_TABLE_NAME),
    linkTo: signedPreviewLink(platform.s3, PREVIEWS_BUCKET_NAME, PREVIEW_URL_SECONDS, platform.now),
  };
}
