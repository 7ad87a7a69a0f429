import { z } from 'zod';

const seconds = z.coerce.number<string>().nonnegative();

export const environment = z.object({
  VOICES_TABLE_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
  DESIGN_VOICE_STATE_MACHINE_ARN: z.string(),
  /** An unsettled voice that has not changed for this time may be stalled. */
  STALLED_SECONDS: seconds,
  /** An event that has been pending for this time is sent again. */
  PENDING_SECONDS: seconds,
});
