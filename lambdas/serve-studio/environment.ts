import * as z from 'zod';

export const environment = z.object({
  PREVIEWS_BUCKET_NAME: z.string(),
});
