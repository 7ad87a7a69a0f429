import type { AuditionStatus } from '../contract.ts';
import type { EventPublisher } from '../event-publisher.ts';
import type { Log } from '../platform/log.ts';
import type { AuditionChange, AuditionStore } from '../stores/auditions.ts';
import { auditionEvent } from '../voice/audition-event.ts';
import type { AuditionRecord, Candidate } from '../voice/audition-record.ts';

export interface ChangeAuditionDependencies {
  readonly auditions: Pick<AuditionStore, 'change' | 'clearEvent'>;
  readonly publisher: EventPublisher;
  readonly now: () => Date;
  readonly log: Log;
}

/** A change of an audition. Every change but that of statuses of candidates is announced. */
export interface RequestedChange {
  readonly status: AuditionStatus;
  readonly chosen: string | null;
  readonly candidates: readonly Candidate[];
  readonly decision?: AuditionChange['decision'];
}

/**
 * Changes an audition and publishes its event. Succeeds once the change is written. An event that the bus does not accept
 * stays pending in the record.
 *
 * @returns the record after the change
 * @throws LostRaceError if the audition has changed since it was read
 */
export async function changeAudition(
  record: AuditionRecord,
  change: RequestedChange,
  { auditions, publisher, now, log }: ChangeAuditionDependencies,
): Promise<AuditionRecord> {
  const time = now();
  const { status, chosen, candidates, decision } = change;
  const { alias, pointing } = decision ?? record;
  const isAnnounced =
    status !== record.status ||
    chosen !== record.chosen ||
    (decision !== undefined && alias !== record.alias);
  const { pointing: _, ...rest } = record;
  const after: AuditionRecord = {
    ...rest,
    status,
    chosen,
    alias,
    ...(pointing && { pointing }),
    ...(decision && { chosenBy: decision.by, chosenAt: time.toISOString() }),
    candidates: [...candidates],
    version: record.version + 1,
    sequence: record.sequence + (isAnnounced ? 1 : 0),
    updatedAt: time.toISOString(),
  };
  const event = isAnnounced ? auditionEvent(after) : null;
  await auditions.change(record, { ...change, now: time, event });
  if (!event) return after;
  const changed = { ...after, pendingEvents: { ...record.pendingEvents, [String(after.sequence)]: event } };
  try {
    await publishAudition(changed, { auditions, publisher });
    return { ...changed, pendingEvents: {} };
  } catch (error) {
    log.error('an event stays pending', { auditionId: record.auditionId, error: String(error) });
    return changed;
  }
}

/** Publishes the pending events of an audition in order, unchanged, and clears each one that the bus has accepted. */
export async function publishAudition(
  { auditionId, pendingEvents }: AuditionRecord,
  {
    auditions,
    publisher,
  }: Pick<ChangeAuditionDependencies, 'publisher'> & {
    readonly auditions: Pick<AuditionStore, 'clearEvent'>;
  },
): Promise<void> {
  const sequences = Object.keys(pendingEvents)
    .map(Number)
    .sort((a, b) => a - b);
  for (const sequence of sequences) {
    const pending = pendingEvents[String(sequence)];
    if (!pending) continue;
    await publisher.publish(pending);
    await auditions.clearEvent(auditionId, sequence);
  }
}
