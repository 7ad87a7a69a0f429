import { z } from 'zod';
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
  /** After its claim an attempt may still be sent, or be answered. */
  CLAIM_SECONDS: seconds,
  /** A voice that is missing is believed to be gone after this long. */
  MISSING_SECONDS: seconds,
  /** The least time between the first sighting of an orphan and its deletion. */
  ORPHAN_SECONDS: seconds,
  DELETED_GRACE_SECONDS: seconds,
  REJECTED_GRACE_SECONDS: seconds,
  RECORD_RETENTION_SECONDS: seconds,
  DELETE_LEASE_SECONDS: seconds,
});
