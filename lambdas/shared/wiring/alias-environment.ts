import * as z from 'zod';
import { auditionEnvironment } from './audition-environment.ts';

/** Environment variables of every function that changes aliases. A failed remake can cancel its audition. */
export const aliasEnvironment = {
  ...auditionEnvironment,
  DELETED_GRACE_SECONDS: z.coerce.number<string>().nonnegative(),
};
