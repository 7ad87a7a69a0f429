import { z } from 'zod';
import { auditionEnvironment } from '../shared/wiring/audition-environment.ts';

const seconds = z.coerce.number<string>().nonnegative();

export const environment = z.object({
  ...auditionEnvironment,
  DESIGN_VOICE_STATE_MACHINE_ARN: z.string(),
  /** An unsettled voice that has not changed for this time may be stalled. */
  STALLED_SECONDS: seconds,
  /** An event that has been pending for this time is sent again. */
  PENDING_SECONDS: seconds,
});
