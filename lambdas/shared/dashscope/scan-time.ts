import { FAMILY_ROWS } from './families.ts';
import { slotMilliseconds } from './slots.ts';
import { FAMILIES, type Family } from './vocabulary.ts';

/** The provider's own page size. It certainly accepts it. */
export const documentedPageSize = 10;

/** Longest duration that is assumed of a list call. The calls of a scan follow one another. */
const callSeconds = 0.25;

/** Returns the voices of a family that an account can hold, if a setting allows `places` of each family. */
export function placesOf(family: Family, places: number): number {
  return Math.min(places, FAMILY_ROWS[family].limits.listedMax);
}

/** Returns the highest number of voices that a list of any of these families shows. */
export function maxPlacesOf(families: readonly Family[] = FAMILIES): number {
  return Math.max(...families.map((family) => FAMILY_ROWS[family].limits.listedMax));
}

/**
 * Returns the calls that read a list which does not change, with pages of the documented size: each page, each border of
 * two pages, and the empty page at the end.
 */
export function scanCalls(voices: number): number {
  return 2 * Math.ceil(voices / documentedPageSize) + 2;
}

/** Returns the highest number of voices that this many calls read. The inverse of {@link scanCalls}. */
function voicesIn(calls: number): number {
  return documentedPageSize * Math.max(0, Math.floor((calls - 2) / 2));
}

/** Returns the seconds in which a deployment with a share of the account's rate reads a full list. */
export function scanSeconds(family: Family, share: number, places: number): number {
  return scanCalls(placesOf(family, places)) * secondsPerCall(family, share);
}

/** Returns the highest number of voices that a scan reads within a time. */
export function placesReadIn(seconds: number, family: Family, share: number): number {
  return voicesIn(Math.floor(seconds / secondsPerCall(family, share)));
}

function secondsPerCall(family: Family, share: number): number {
  return Math.max(callSeconds, slotMilliseconds(family, share) / 1_000);
}
