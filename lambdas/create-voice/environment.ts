import { z } from 'zod';
import { providerEnvironment } from '../shared/runtime/provider-environment.ts';

export const environment = z.object({
  ...providerEnvironment,
  VOICES_TABLE_NAME: z.string(),
  PREVIEWS_BUCKET_NAME: z.string(),
  /** Two characters in front of every provider-side name. */
  NAME_SPACE: z.string().length(2),
  /** After a claim: not seeing a voice before proves nothing. */
  HORIZON_SECONDS: z.coerce.number<string>().int().positive(),
  MAX_CREATE_ATTEMPTS: z.coerce.number<string>().int().positive(),
  /** The function's own time limit: until then, a claim's holder may still be sending. */
  CREATE_TIMEOUT_SECONDS: z.coerce.number<string>().int().positive(),
});
