import type * as z from 'zod';
import { signedPreviewLink } from '../shared/preview-link.ts';
import type { Platform } from '../shared/wiring/platform.ts';
import type { environment } from './environment.ts';
import type { ServeStudioDependencies } from './serve-studio.ts';
import type { StudioFiles } from './studio-files.ts';

/** Lifetime of the link that is signed for its origin. It is not sent to the caller. */
const linkSeconds = 60;

export function dependenciesOf(
  { PREVIEWS_BUCKET_NAME }: z.output<typeof environment>,
  { s3, now }: Pick<Platform, 's3' | 'now'>,
  files: StudioFiles,
): ServeStudioDependencies {
  const linkTo = signedPreviewLink(s3, PREVIEWS_BUCKET_NAME, linkSeconds, now);
  return { files, mediaOrigin: async () => new URL((await linkTo('origin')).url).origin };
}
