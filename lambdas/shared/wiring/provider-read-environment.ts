import * as z from 'zod';
import { providerEnvironment } from '../provider/environment.ts';
import { enabledFamiliesVariable } from '../validation/enabled-families.ts';

/** Environment variables of every function that reads the provider's voices while a caller waits. */
export const providerReadEnvironment = {
  ...providerEnvironment,
  VOICES_TABLE_NAME: z.string(),
  /** JSON object of each configured scope and its families. */
  OFFERED: enabledFamiliesVariable,
};
