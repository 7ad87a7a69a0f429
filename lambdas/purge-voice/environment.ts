import * as z from 'zod';
import { providerEnvironment } from '../shared/provider/environment.ts';

export const environment = z.object({
  ...providerEnvironment,
  VOICES_TABLE_NAME: z.string(),
  PREVIEWS_BUCKET_NAME: z.string(),
  DELETE_LEASE_SECONDS: z.coerce.number<string>().positive(),
  PURGE_CLAIM_SECONDS: z.coerce.number<string>().positive(),
  CREATE_CLAIM_SECONDS: z.coerce.number<string>().positive(),
  RECORD_RETENTION_SECONDS: z.coerce.number<string>().positive(),
});
