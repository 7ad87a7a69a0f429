import { z } from 'zod';

export const environment = z.object({
  VOICES_TABLE_NAME: z.string(),
  /** How long a deleted voice keeps its place while there are others; 0 if it is purged at its `purgeAt` anyway. */
  KEEP_DELETED_SECONDS: z.coerce.number<string>().nonnegative(),
});
