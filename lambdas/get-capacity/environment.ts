import * as z from 'zod';
import { enabledFamiliesVariable } from '../shared/validation/enabled-families.ts';

export const environment = z.object({
  VOICES_TABLE_NAME: z.string(),
  /** JSON object with the families of each configured scope. */
  OFFERED: enabledFamiliesVariable,
});
