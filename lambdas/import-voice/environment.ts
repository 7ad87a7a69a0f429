import * as z from 'zod';
import { nameSpaceEnvironment } from '../shared/voice/name-space.ts';
import { providerReadEnvironment } from '../shared/wiring/provider-read-environment.ts';

export const environment = z.object({
  ...providerReadEnvironment,
  ...nameSpaceEnvironment,
  DESIGN_VOICE_STATE_MACHINE_ARN: z.string(),
  REJECTED_GRACE_SECONDS: z.coerce.number<string>().nonnegative(),
});
