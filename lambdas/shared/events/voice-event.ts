import {
  type DetailType,
  eventSchemaVersion,
  type Transition,
  type TransitionName,
  transitions,
} from '../contract.ts';
import type { Reason, VoiceRecord } from '../voice/record.ts';
import { type PublicView, publicView } from '../voice/view.ts';

/**
 * The detail of every event about a voice. `eventId` is the same however often the event is sent: consumers
 * de-duplicate by it and order by `sequence`. The voice is shown as the transition left it: two events of one
 * transition show the same voice.
 */
export interface VoiceEventDetail {
  readonly schemaVersion: 1;
  readonly eventId: string;
  readonly sequence: number;
  readonly voice: PublicView;
}

export interface VoiceEvent {
  readonly detailType: DetailType;
  readonly detail: VoiceEventDetail;
}

export function voiceEvent(detailType: DetailType, sequence: number, voice: PublicView): VoiceEvent {
  return {
    detailType,
    detail: {
      schemaVersion: eventSchemaVersion,
      eventId: `${voice.voiceId}-${sequence}`,
      sequence,
      voice,
    },
  };
}

/**
 * The events of a transition, in order, showing the voice as the transition will leave it.
 *
 * @param record the record before the transition
 */
export function eventsOfTransition(
  record: VoiceRecord,
  name: TransitionName,
  now: Date,
  reason?: Reason,
): readonly VoiceEvent[] {
  const transition: Transition = transitions[name];
  const before = publicView(record);
  const time = now.toISOString();
  const sets = new Set<string>(transition.sets);
  const after: PublicView = {
    ...before,
    status: transition.to,
    updatedAt: time,
    sequence: before.sequence + transition.events.length,
    ...(reason && {
      reason: { code: reason.code, ...(reason.providerCode && { providerCode: reason.providerCode }) },
    }),
    ...(sets.has('reviewStartedAt') && { reviewStartedAt: time }),
    ...(sets.has('reviewedAt') && { reviewedAt: time }),
    ...(transition.to === 'OK' && {
      use: { model: record.targetModel, voice: record.providerVoiceId ?? '' },
    }),
  };
  return transition.events.map((detailType, index) =>
    voiceEvent(detailType, before.sequence + index + 1, after),
  );
}
