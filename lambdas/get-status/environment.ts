import * as z from 'zod';
import { enabledFamiliesVariable } from '../shared/validation/enabled-families.ts';

export const environment = z.object({
  VOICES_TABLE_NAME: z.string(),
  /** JSON object with the families of each configured scope. */
  OFFERED: enabledFamiliesVariable,
  /** URLs of the dead-letter queues, separated by commas. */
  DEAD_LETTER_QUEUE_URLS: z.string().transform((urls) => urls.split(',')),
  PURGE_VOICES_STATE_MACHINE_ARN: z.string(),
  RECONCILE_VOICES_STATE_MACHINE_ARN: z.string(),
});
