import * as z from 'zod';
import { enabledFamiliesVariable } from '../validation/enabled-families.ts';

/** Environment variables of every function that accepts requests for voices. */
export const requestEnvironment = {
  VOICES_TABLE_NAME: z.string(),
  DESIGN_VOICE_STATE_MACHINE_ARN: z.string(),
  /** JSON object of each configured scope and its families. The default scope is first. */
  OFFERED: enabledFamiliesVariable,
  IDEMPOTENCY_HOURS: z.coerce.number<string>().positive(),
};
