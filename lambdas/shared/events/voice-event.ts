import { z } from 'zod';
import { type DetailType, detailTypes, eventSchemaVersion } from '../contract.ts';
import type { PublicView } from '../voice/view.ts';

/**
 * The detail of every event about a voice. `eventId` is the same however often the event is sent: consumers
 * de-duplicate by it and order by `sequence`.
 */
export interface VoiceEventDetail {
  readonly schemaVersion: typeof eventSchemaVersion;
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
      voice: { ...voice, sequence },
    },
  };
}

export const detailTypeSchema = z.enum(detailTypes);
