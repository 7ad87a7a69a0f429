import * as z from 'zod';

export const environment = z.object({
  VOICES_TABLE_NAME: z.string(),
  PREVIEWS_BUCKET_NAME: z.string(),
  /** Lifetime of a link. */
  PREVIEW_URL_SECONDS: z.coerce.number<string>().int().positive(),
});
