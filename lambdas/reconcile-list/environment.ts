import * as z from 'zod';
import { providerEnvironment } from '../shared/provider/environment.ts';
import { nameSpaceEnvironment } from '../shared/voice/name-space.ts';

const seconds = z.coerce.number<string>().nonnegative();

export const environment = z.object({
  ...providerEnvironment,
  ...nameSpaceEnvironment,
  VOICES_TABLE_NAME: z.string(),
  PREVIEWS_BUCKET_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
  DESIGN_VOICE_STATE_MACHINE_ARN: z.string(),
  /** Voices of one family and scope that the provider account can hold. */
  VOICE_PLACES: z.coerce.number<string>().positive(),
  /** Time after its claim for which an attempt may still be sent or answered. */
  CLAIM_SECONDS: seconds,
  /** Time after which a missing voice counts as deleted. */
  MISSING_SECONDS: seconds,
  /** Minimum time between the first scan that lists an orphan and its deletion. */
  ORPHAN_SECONDS: seconds,
  DELETED_GRACE_SECONDS: seconds,
  REJECTED_GRACE_SECONDS: seconds,
  RECORD_RETENTION_SECONDS: seconds,
  DELETE_LEASE_SECONDS: seconds,
});
