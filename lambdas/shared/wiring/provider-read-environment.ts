import { z } from 'zod';
import { providerEnvironment } from '../provider/environment.ts';
import { enabledFamiliesVariable } from '../validation/enabled-families.ts';

/** The variables of every function that reads the provider's voices while a caller waits. */
export const providerReadEnvironment = {
  ...providerEnvironment,
  VOICES_TABLE_NAME: z.string(),
  /** JSON: each configured scope with its families. */
  OFFERED: enabledFamiliesVariable,
};
