import * as z from 'zod';

export const environment = z.object({
  VOICES_TABLE_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
  PURGE_VOICES_STATE_MACHINE_ARN: z.string(),
  DELETED_GRACE_SECONDS: z.coerce.number<string>().nonnegative(),
});
