import { z } from 'zod';
import { enabledFamiliesVariable } from '../validation/enabled-families.ts';

/** The variables of every function that takes requests for voices. */
export const requestEnvironment = {
  VOICES_TABLE_NAME: z.string(),
  DESIGN_VOICE_STATE_MACHINE_ARN: z.string(),
  /** JSON: each configured scope with its families, the default scope first. */
  OFFERED: enabledFamiliesVariable,
  IDEMPOTENCY_HOURS: z.coerce.number<string>().positive(),
};
