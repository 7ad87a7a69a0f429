import type { PendingEvent } from './record.ts';
import type { VoiceEvent } from './voice-event.ts';

/** Returns the entry of an unpublished event in its record. It holds the whole detail as text, so a re-send is the same event. */
export function pendingEntry(event: VoiceEvent): PendingEvent {
  return { detailType: event.detailType, detail: JSON.stringify(event.detail) };
}
