import * as z from 'zod';
import { advanceEnvironment } from '../shared/wiring/advance-environment.ts';

const seconds = z.coerce.number<string>().nonnegative();

export const environment = z.object({
  ...advanceEnvironment,
  /** An unsettled voice that has not changed for this time may be stalled. */
  STALLED_SECONDS: seconds,
  /** An event that has been pending for this time is sent again. */
  PENDING_SECONDS: seconds,
});
