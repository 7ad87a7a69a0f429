import type { PendingEvent } from './record.ts';
import type { VoiceEvent } from './voice-event.ts';

/** The form in which an event waits in its record: the whole detail as text, so that a re-send is the same event. */
export function pendingEntry(event: VoiceEvent): PendingEvent {
  return { detailType: event.detailType, detail: JSON.stringify(event.detail) };
}
