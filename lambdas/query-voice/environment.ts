import * as z from 'zod';
import { providerEnvironment } from '../shared/provider/environment.ts';

export const environment = z.object({
  ...providerEnvironment,
  VOICES_TABLE_NAME: z.string(),
  POLL_FIRST_SECONDS: z.coerce.number<string>().int().positive(),
  POLL_MAX_SECONDS: z.coerce.number<string>().int().positive(),
  REJECTED_GRACE_SECONDS: z.coerce.number<string>().nonnegative(),
  REVIEW_DEADLINE_SECONDS: z.coerce.number<string>().positive(),
  /** Factor by which a local run shortens the workflow's waits. 1 in a deployment. */
  TIME_SCALE: z.coerce.number<string>().min(1),
});
