import { LostRaceError } from './items.ts';

/**
 * Most passes of one call. Each lost pass means that another writer has won, so that this many writers could change one
 * item at the same time.
 */
export const maxPasses = 100;

/** The result of a pass after which the records are read again. */
export const again = Symbol('again');

/** An item has changed before each of {@link maxPasses} writes, or a condition can never hold. */
export class RaceNotWonError extends Error {
  override readonly name = 'RaceNotWonError';

  constructor(item: string, options: ErrorOptions) {
    super(`no write of ${item} succeeded in ${maxPasses} passes`, options);
  }
}

/**
 * Repeats a pass that reads records, decides and writes, until no other writer changes the records in between.
 *
 * @param item names the item in the error, such as `audition 01J…`
 * @param pass throws `LostRaceError` or returns {@link again} to read again
 * @throws RaceNotWonError after the last pass, and every other error of a pass
 *
 * @example
 * await retryLostRace(`voice ${voiceId}`, async () => {
 *   const record = await findVoice(voices, voiceId);
 *   return deleteFromStatus(record, owner, dependencies);
 * });
 */
export async function retryLostRace<Result>(
  item: string,
  pass: () => Promise<Result | typeof again>,
): Promise<Result> {
  let cause: unknown;
  for (let passes = 0; passes < maxPasses; passes += 1) {
    try {
      const result = await pass();
      if (result !== again) return result;
    } catch (error) {
      if (!(error instanceof LostRaceError)) throw error;
      cause = error;
    }
  }
  throw new RaceNotWonError(item, { cause });
}
