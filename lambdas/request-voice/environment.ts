import { z } from 'zod';
import { offeredVariable } from '../shared/requests/offered.ts';
import { providerEnvironment } from '../shared/runtime/provider-environment.ts';

export const environment = z.object({
  ...providerEnvironment,
  VOICES_TABLE_NAME: z.string(),
  DESIGN_VOICE_STATE_MACHINE_ARN: z.string(),
  /** JSON: each configured scope with its families, the default scope first. */
  OFFERED: offeredVariable,
  IDEMPOTENCY_HOURS: z.coerce.number<string>().positive(),
});
