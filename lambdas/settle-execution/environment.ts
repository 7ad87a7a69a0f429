import * as z from 'zod';

export const environment = z.object({
  VOICES_TABLE_NAME: z.string(),
  PREVIEWS_BUCKET_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
});
