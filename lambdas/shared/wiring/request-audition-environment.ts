import * as z from 'zod';
import { requestEnvironment } from './request-environment.ts';

/** Environment variables of every function that accepts requests for auditions. */
export const requestAuditionEnvironment = {
  ...requestEnvironment,
  /** Length of one of the hours for which an audition is kept. Local runs shorten it. */
  KEEP_HOUR_SECONDS: z.coerce.number<string>().positive(),
  /** Time for which the record of a purged voice is kept. */
  RECORD_RETENTION_SECONDS: z.coerce.number<string>().nonnegative(),
};
