import * as z from 'zod';
import { providerEnvironment } from '../shared/provider/environment.ts';
import { nameSpaceEnvironment } from '../shared/voice/name-space.ts';

export const environment = z.object({
  ...providerEnvironment,
  ...nameSpaceEnvironment,
  VOICES_TABLE_NAME: z.string(),
  /** Time from the start of an invocation to its last call. */
  PROBE_SECONDS: z.coerce.number<string>().positive(),
  DELETE_LEASE_SECONDS: z.coerce.number<string>().positive(),
});
