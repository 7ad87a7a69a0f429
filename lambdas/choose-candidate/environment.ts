import * as z from 'zod';
import { aliasEnvironment } from '../shared/wiring/alias-environment.ts';

export const environment = z.object({
  ...aliasEnvironment,
  /** Time for which the former voice is kept after a remake. */
  ALIAS_GRACE_SECONDS: z.coerce.number<string>().nonnegative(),
});
