import { timestamp } from './record.ts';

/**
 * Seconds by which the start of the next list of changes lies before the current one. It covers the time from the stamp of
 * a change to its write and to the index, and the difference of clocks. A list therefore repeats recent changes.
 */
const overlapSeconds = 60;

/** The field `asOf` of every list. */
export const asOfSchema = timestamp.describe(
  'The value of changedSince for the next list. All pages of a list have the same.',
);

/** Returns the time from which the next list of changes has to start, for a list that begins now. */
export function asOf(now: Date): string {
  return new Date(now.getTime() - overlapSeconds * 1_000).toISOString();
}
