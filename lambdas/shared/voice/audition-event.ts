import * as z from 'zod';
import {
  type AuditionDetailType,
  type AuditionStatus,
  auditionDetailTypes,
  eventSchemaVersion,
} from '../contract.ts';
import type { AuditionRecord, PendingAuditionEvent } from './audition-record.ts';
import { publicAudition, publicAuditionSchema } from './audition-view.ts';

/** The detail of every event about an audition. Repeated sends of an event have the same `eventId`. */
const auditionEventDetail = z.object({
  schemaVersion: z.literal(eventSchemaVersion),
  eventId: z
    .string()
    .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}-[1-9][0-9]*$/)
    .describe('<auditionId>-<sequence>, the same in repeated sends. De-duplicate by it.'),
  sequence: z.int().positive().describe('Number of this event of the audition. Order by it.'),
  audition: publicAuditionSchema,
});

/** The status that each event announces. */
export const announcedStatus = {
  'Audition Ready': 'READY',
  'Audition Failed': 'FAILED',
  'Audition Decided': 'DECIDED',
  'Audition Lapsed': 'LAPSED',
  'Audition Cancelled': 'CANCELLED',
} as const satisfies Record<AuditionDetailType, AuditionStatus>;

/** Returns the detail of one type of event. */
export function auditionEventSchema(detailType: AuditionDetailType): z.ZodObject {
  return auditionEventDetail.extend({
    audition: publicAuditionSchema.extend({ status: z.literal(announcedStatus[detailType]) }),
  });
}

/** Returns the event that announces the status of an audition; null for `OPEN`. @param after the record after the change */
export function auditionEvent(after: AuditionRecord): PendingAuditionEvent | null {
  const { auditionId, sequence, status } = after;
  const detailType = auditionDetailTypes.find((type) => announcedStatus[type] === status);
  if (!detailType) return null;
  const audition = publicAudition(after);
  return {
    detailType,
    detail: JSON.stringify({
      schemaVersion: eventSchemaVersion,
      eventId: `${auditionId}-${sequence}`,
      sequence,
      audition,
    }),
  };
}
