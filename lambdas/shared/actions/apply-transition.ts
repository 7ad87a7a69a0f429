import type { EventPublisher } from '../event-publisher.ts';
import type { Log } from '../platform/log.ts';
import type { VoiceStore } from '../stores/voices.ts';
import type { VoiceRecord } from '../voice/record.ts';
import type { TransitionName } from '../voice/transitions.ts';
import { type Change, eventsOfTransition } from '../voice/voice-event.ts';
import { findVoice } from './find-voice.ts';
import { publishPending } from './publish-pending.ts';

export interface ApplyTransitionDependencies {
  readonly voices: Pick<VoiceStore, 'read' | 'transition' | 'clearEvent'>;
  readonly publisher: EventPublisher;
  readonly log: Log;
}

/**
 * Applies a transition that a caller requested and publishes its events. Succeeds once the transition is written. If the
 * bus does not accept an event, the event stays pending in the record.
 *
 * @returns the record after the transition
 * @throws LostRaceError if the record has changed since it was read
 */
export async function applyTransition(
  record: VoiceRecord,
  transition: TransitionName,
  change: Change,
  { voices, publisher, log }: ApplyTransitionDependencies,
): Promise<VoiceRecord> {
  const events = eventsOfTransition(record, transition, change);
  await voices.transition(record, transition, { ...change, events });
  const moved = await findVoice(voices, record.voiceId);
  try {
    await publishPending(moved, { voices, publisher });
  } catch (error) {
    log.error('an event stays pending', { voiceId: record.voiceId, error: String(error) });
  }
  return moved;
}
