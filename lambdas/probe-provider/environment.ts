import { z } from 'zod';
import { providerEnvironment } from '../shared/runtime/provider-environment.ts';

export const environment = z.object({
  ...providerEnvironment,
  VOICES_TABLE_NAME: z.string(),
  /** Two characters in front of every provider-side name. */
  NAME_SPACE: z.string().length(2),
  /** From the beginning of an invocation to its last look. */
  PROBE_SECONDS: z.coerce.number<string>().positive(),
  DELETE_LEASE_SECONDS: z.coerce.number<string>().positive(),
});
