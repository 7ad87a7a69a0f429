import * as z from 'zod';

/** Environment variables of every function that changes aliases. */
export const aliasEnvironment = {
  VOICES_TABLE_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
  DELETED_GRACE_SECONDS: z.coerce.number<string>().nonnegative(),
};
