import * as z from 'zod';
import { providerEnvironment } from '../shared/provider/environment.ts';
import { nameSpaceEnvironment } from '../shared/voice/name-space.ts';

export const environment = z.object({
  ...providerEnvironment,
  ...nameSpaceEnvironment,
  VOICES_TABLE_NAME: z.string(),
  /** Factor by which a local run shortens the workflow's waits and the times of the sweep. 1 in a deployment. */
  TIME_SCALE: z.coerce.number<string>().min(1),
});
