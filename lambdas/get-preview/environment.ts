import { z } from 'zod';

export const environment = z.object({
  VOICES_TABLE_NAME: z.string(),
  PREVIEWS_BUCKET_NAME: z.string(),
  /** For how long a link is valid. */
  PREVIEW_URL_SECONDS: z.coerce.number<string>().int().positive(),
});
