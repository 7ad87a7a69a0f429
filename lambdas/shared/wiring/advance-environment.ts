import * as z from 'zod';
import { aliasEnvironment } from './alias-environment.ts';

const seconds = z.coerce.number<string>().nonnegative();

/** Environment variables of every function that completes remakes of aliases. */
export const advanceEnvironment = {
  ...aliasEnvironment,
  DESIGN_VOICE_STATE_MACHINE_ARN: z.string(),
  /** Time for which the former voice is kept after a remake. */
  ALIAS_GRACE_SECONDS: seconds,
};
