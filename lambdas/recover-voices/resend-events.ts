import { publishPending } from '../shared/actions/publish-pending.ts';
import { statuses } from '../shared/contract.ts';
import type { EventPublisher } from '../shared/event-publisher.ts';
import type { Log } from '../shared/platform/log.ts';
import { ignoreLostRace } from '../shared/stores/items.ts';
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
  /** Number of events sent again. Each keeps its event id. */
  resent: number;
  /** Number of voices whose events the bus rejected again. */
  unannounced: number;
}

/** Consecutive failures after which a run stops, because the bus is probably down. The next run tries again. */
const maxFailures = 5;

/**
 * Sends the pending events of each voice that are not recorded as published, in the order of their sequence numbers.
 */
export async function resendEvents(
  dryRun: boolean,
  dependencies: ResendEventsDependencies,
): Promise<ResendReport> {
  const { voicesByStatus, pendingSeconds, now, log } = dependencies;
  const report: ResendReport = { resent: 0, unannounced: 0 };
  const since = new Date(now().getTime() - pendingSeconds * 1_000);
  let failures = 0;
  for (const status of statuses) {
    for await (const voiceId of voicesByStatus.unannouncedSince(status, since)) {
      try {
        report.resent += await resend(voiceId, since, dryRun, dependencies);
        failures = 0;
      } catch (error) {
        report.unannounced += 1;
        failures += 1;
        log.error('an event stays pending', { voiceId, error: String(error) });
        if (failures === maxFailures) return report;
      }
    }
  }
  return report;
}

/** Returns the number of events sent, or pending in a dry run. */
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
  // If the voice has changed in the meantime, it stays in the index with the events of that transition.
  await ignoreLostRace(reconciliation.recordAnnounced(record));
  return pending;
}
