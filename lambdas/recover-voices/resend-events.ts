import { publishPending } from '../shared/actions/publish-pending.ts';
import { statuses } from '../shared/contract.ts';
import type { EventPublisher } from '../shared/event-publisher.ts';
import type { Log } from '../shared/platform/log.ts';
import { LostRaceError } from '../shared/stores/items.ts';
import type { ReconciliationStore } from '../shared/stores/reconciliation.ts';
import type { VoiceStore } from '../shared/stores/voices.ts';
import type { VoicesByStatus } from '../shared/stores/voices-by-status.ts';

export interface ResendEventsDependencies {
  readonly voices: Pick<VoiceStore, 'read' | 'clearEvent'>;
  readonly voicesByStatus: Pick<VoicesByStatus, 'unannouncedSince'>;
  readonly reconciliation: Pick<ReconciliationStore, 'recordAnnounced'>;
  readonly publisher: EventPublisher;
  readonly pendingSeconds: number;
  readonly now: () => Date;
  readonly log: Log;
}

export interface ResendReport {
  /** Events sent again, each with the id it always had. */
  resent: number;
  /** Voices whose events the bus did not take this time either. */
  unannounced: number;
}

/** A bus that refuses this often in a row is down: the next run asks it again. */
const refusalsAllowed = 5;

/** Sends what a transition announced and nobody is known to have published, in the order of its sequence. */
export async function resendEvents(
  dryRun: boolean,
  dependencies: ResendEventsDependencies,
): Promise<ResendReport> {
  const { voicesByStatus, pendingSeconds, now, log } = dependencies;
  const report: ResendReport = { resent: 0, unannounced: 0 };
  const since = new Date(now().getTime() - pendingSeconds * 1_000);
  let refusals = 0;
  for (const status of statuses) {
    for await (const voiceId of voicesByStatus.unannouncedSince(status, since)) {
      try {
        report.resent += await resend(voiceId, since, dryRun, dependencies);
        refusals = 0;
      } catch (error) {
        report.unannounced += 1;
        refusals += 1;
        log.error('an event stays pending', { voiceId, error: String(error) });
        if (refusals === refusalsAllowed) return report;
      }
    }
  }
  return report;
}

/** @returns how many events were sent */
async function resend(
  voiceId: string,
  since: Date,
  dryRun: boolean,
  dependencies: ResendEventsDependencies,
): Promise<number> {
  const { voices, reconciliation } = dependencies;
  const record = await voices.read(voiceId);
  if (!record || new Date(record.updatedAt) > since) return 0;
  const pending = Object.keys(record.pendingEvents).length;
  if (dryRun) return pending;
  await publishPending(record, dependencies);
  try {
    await reconciliation.recordAnnounced(record);
  } catch (error) {
    // It has moved on meanwhile, and stays in the index with what that has to announce.
    if (!(error instanceof LostRaceError)) throw error;
  }
  return pending;
}
