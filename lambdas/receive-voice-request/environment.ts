import * as z from 'zod';
import { requestAuditionEnvironment } from '../shared/wiring/request-audition-environment.ts';

export const environment = z.object({
  ...requestAuditionEnvironment,
  EVENT_BUS_NAME: z.string(),
  DELETED_GRACE_SECONDS: z.coerce.number<string>().nonnegative(),
});
