import type { ProviderList } from '../voice/provider-list.ts';

/** The places of one of the provider's lists. */
export interface Places {
  /** Voices in the list by the last count, whoever made them; null before the first. */
  readonly used: number | null;
  /** Voices that the provider account may hold; null before the first count. */
  readonly limit: number | null;
  /** The last count, what was in flight at it, and every place taken since. Before the first count, the places taken. */
  readonly taken: number;
  readonly countedAt: Date | null;
}

/** The result of one scan of a list. */
export interface PlaceCount {
  readonly used: number;
  /** Voices that were in flight when the scan started and are not among those that it has listed. */
  readonly inFlight: number;
  readonly limit: number;
  readonly countedAt: Date;
}

/**
 * A counter of places for each of the provider's lists. Takers raise it; only a scan lowers it: what fails, is deleted
 * or was taken twice is corrected by the next scan. It errs high, and the provider's own answer is final.
 * Reads are consistent. Every write changes one item and can be repeated.
 */
export interface PlaceCounter {
  read(list: ProviderList): Promise<Places>;

  /**
   * Takes a place for a voice that is about to be requested. A repeated call takes another one.
   * @returns false if all places are taken; always true before the first count
   */
  take(list: ProviderList): Promise<boolean>;

  /** Begins to collect the places taken during a scan. Ends the collection of an earlier scan. */
  startScan(list: ProviderList, scanId: string): Promise<void>;

  /** Sets the counter to what the scan found and what was taken during it. Has no effect if a later scan has started. */
  endScan(list: ProviderList, scanId: string, count: PlaceCount): Promise<void>;
}
