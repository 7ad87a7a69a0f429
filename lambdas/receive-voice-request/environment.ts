import { z } from 'zod';
import { requestEnvironment } from '../shared/wiring/request-environment.ts';

export const environment = z.object({
  ...requestEnvironment,
  EVENT_BUS_NAME: z.string(),
  DELETED_GRACE_SECONDS: z.coerce.number<string>().nonnegative(),
});
