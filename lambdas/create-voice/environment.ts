import * as z from 'zod';
import { providerEnvironment } from '../shared/provider/environment.ts';
import { nameSpaceEnvironment } from '../shared/voice/name-space.ts';

const seconds = z.coerce.number<string>().positive();

export const environment = z.object({
  ...providerEnvironment,
  ...nameSpaceEnvironment,
  VOICES_TABLE_NAME: z.string(),
  PREVIEWS_BUCKET_NAME: z.string(),
  /** Added to the function's and the provider's time, until a voice that was made is in the provider's list. */
  HORIZON_MARGIN_SECONDS: seconds,
  /** The configured horizon, which can only lengthen that of the host. 0 for none. */
  MIN_HORIZON_SECONDS: z.coerce.number<string>().nonnegative(),
  /** The provider's time if the provider runs on this machine. */
  LOOPBACK_PROVIDER_SECONDS: seconds,
  MAX_CREATE_ATTEMPTS: z.coerce.number<string>().int().positive(),
  /** Time from the request to the first byte of the provider's answer. TOTAL_SECONDS is the time to its last byte. */
  ANSWER_SECONDS: seconds,
  TOTAL_SECONDS: seconds,
  /** The function's time limit. Until then, plus a margin, a claimant may still be sending. */
  FUNCTION_SECONDS: seconds,
  CLAIM_MARGIN_SECONDS: seconds,
  /** Minimum time between two of the scans that prove an absence. */
  SCANS_APART_SECONDS: seconds,
  POLL_FIRST_SECONDS: seconds,
  REVIEW_DEADLINE_SECONDS: seconds,
  /** Factor by which a local run shortens the workflow's waits. 1 in a deployment. */
  TIME_SCALE: z.coerce.number<string>().min(1),
});
