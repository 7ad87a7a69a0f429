import { z } from 'zod';

const seconds = z.coerce.number<string>().nonnegative();

export const environment = z.object({
  VOICES_TABLE_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
  DESIGN_VOICE_STATE_MACHINE_ARN: z.string(),
  /** A voice on its way that nobody has changed for this long may stand still. */
  STALLED_SECONDS: seconds,
  /** An event that is pending for this long is sent again. */
  PENDING_SECONDS: seconds,
});
