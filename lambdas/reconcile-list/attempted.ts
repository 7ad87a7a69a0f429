import type { Log } from '../shared/platform/log.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import type { Tally } from './report.ts';

/**
 * Runs the work on one voice. A failure is logged and counted, so that it does not stop the work on the others. A lost
 * race is no failure: another writer has changed the record, and the next run reads it again.
 *
 * @returns true if the work was done
 */
export async function attempted(
  voiceId: string | undefined,
  tally: Pick<Tally, 'failed'>,
  { log }: { readonly log: Log },
  work: () => Promise<void>,
): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof LostRaceError) return false;
    tally.failed += 1;
    log.error('a voice could not be reconciled', { ...(voiceId && { voiceId }), error: String(error) });
    return false;
  }
}
