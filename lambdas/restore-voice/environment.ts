import * as z from 'zod';

export const environment = z.object({
  VOICES_TABLE_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
  DESIGN_VOICE_STATE_MACHINE_ARN: z.string(),
  REJECTED_GRACE_SECONDS: z.coerce.number<string>().nonnegative(),
});
