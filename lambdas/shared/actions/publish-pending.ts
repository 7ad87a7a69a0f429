import type { EventPublisher } from '../event-publisher.ts';
import type { VoiceStore } from '../stores/voices.ts';
import type { VoiceRecord } from '../voice/record.ts';

export interface PublishPendingDependencies {
  readonly voices: Pick<VoiceStore, 'clearEvent'>;
  readonly publisher: EventPublisher;
}

/** Publishes a record's pending events in order, unchanged, and clears each one that the bus has accepted. */
export async function publishPending(
  record: VoiceRecord,
  { voices, publisher }: PublishPendingDependencies,
): Promise<void> {
  const sequences = Object.keys(record.pendingEvents)
    .map(Number)
    .sort((a, b) => a - b);
  for (const sequence of sequences) {
    const pending = record.pendingEvents[String(sequence)];
    if (!pending) continue;
    await publisher.publish(pending);
    await voices.clearEvent(record.voiceId, sequence);
  }
}
