import * as z from 'zod';

const seconds = z.coerce.number<string>().nonnegative();

/** Environment variables of every function that changes auditions. */
export const auditionEnvironment = {
  VOICES_TABLE_NAME: z.string(),
  EVENT_BUS_NAME: z.string(),
  /** Time from the deletion of a candidate that was not chosen to its purge. */
  LOSER_GRACE_SECONDS: seconds,
  /** Time for which the records of purged voices and of ended auditions are kept. */
  RECORD_RETENTION_SECONDS: seconds,
};
