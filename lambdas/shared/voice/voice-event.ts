import { type DetailType, eventSchemaVersion, type Status } from '../contract.ts';
import type { VoiceEventDetail } from './event-schemas.ts';
import { purgedPreview, shownPreview } from './preview.ts';
import type { Reason, VoiceRecord } from './record.ts';
import { restorableUntil } from './restorable.ts';
import { type Transition, type TransitionName, timeValues, transitions } from './transitions.ts';
import { type PublicView, publicView, shownCause, useOf } from './view.ts';

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

/** Values that a transition gives a record, in addition to those in the table of transitions. */
export interface Change {
  readonly now: Date;
  readonly reason?: Reason | undefined;
  readonly purgeAt?: Date | undefined;
  /** Set by a transition to `DELETED`. */
  readonly statusBeforeDelete?: Status | undefined;
  /** Set by `purged`: the claim of the purge, and the time from which DynamoDB may delete the record. */
  readonly purge?: { readonly claimId: string; readonly expiresAt: Date } | undefined;
}

/**
 * Returns the events of a transition in order. They show the voice as it is after the transition.
 *
 * @param record the record before the transition
 */
export function eventsOfTransition(
  record: VoiceRecord,
  name: TransitionName,
  { now, reason, purgeAt }: Change,
): readonly VoiceEvent[] {
  const transition: Transition = transitions[name];
  const before = publicView(record);
  const time = now.toISOString();
  const sets = new Set<string>(transition.sets);
  const removes = new Set<string>(transition.removes);
  const purgeAtAfter = sets.has('purgeAt') ? (purgeAt?.toISOString() ?? null) : before.purgeAt;
  const after: PublicView = {
    ...before,
    status: transition.to,
    updatedAt: time,
    sequence: before.sequence + transition.events.length,
    // In these statuses the view shows no reason, even if the record keeps one.
    ...(['OK', 'DEPLOYING', 'REQUESTED'].includes(transition.to) && { reason: null }),
    ...(reason && {
      reason: { code: reason.code, ...(reason.providerCode && { providerCode: reason.providerCode }) },
    }),
    ...Object.fromEntries(timeValues.filter((name) => sets.has(name)).map((name) => [name, time])),
    ...(removes.has('deletedAt') && { deletedAt: null }),
    deletedBecause: causeAfter(record, transition),
    purgeAt: removes.has('purgeAt') ? null : purgeAtAfter,
    restorableUntil: restorableUntil({ status: transition.to, purgeAt: purgeAtAfter }),
    preview: sets.has('preview') ? purgedPreview(record) : shownPreview(record, transition.to),
    use: transition.to === 'OK' ? useOf(record) : null,
  };
  return transition.events.map((detailType, index) =>
    voiceEvent(detailType, before.sequence + index + 1, after),
  );
}

function causeAfter(record: VoiceRecord, { to, sets, removes }: Transition): PublicView['deletedBecause'] {
  if (sets.includes('deletedBecause')) return 'not_chosen';
  const deleteRequested = removes?.includes('deleteRequested') ? undefined : record.deleteRequested;
  return shownCause({ ...record, deleteRequested }, to);
}
