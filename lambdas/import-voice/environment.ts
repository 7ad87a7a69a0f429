import { z } from 'zod';
import { askingEnvironment } from '../shared/runtime/asking-environment.ts';
import { nameSpaceEnvironment } from '../shared/voice/name-space.ts';

export const environment = z.object({
  ...askingEnvironment,
  ...nameSpaceEnvironment,
  DESIGN_VOICE_STATE_MACHINE_ARN: z.string(),
  REJECTED_GRACE_SECONDS: z.coerce.number<string>().nonnegative(),
});
