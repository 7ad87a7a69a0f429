import { z } from 'zod';
import { askingEnvironment } from '../shared/runtime/asking-environment.ts';

export const environment = z.object({
  ...askingEnvironment,
  NAME_SPACE: z.string(),
  DESIGN_VOICE_STATE_MACHINE_ARN: z.string(),
  REJECTED_GRACE_SECONDS: z.coerce.number<string>().nonnegative(),
});
