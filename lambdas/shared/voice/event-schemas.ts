import * as z from 'zod';
import { type DetailType, eventSchemaVersion, type Status } from '../contract.ts';
import { reason } from './record.ts';
import { type Transition, transitions } from './transitions.ts';
import { publicViewSchema } from './view-schema.ts';

/**
 * The detail of every event about a voice. Repeated sends of an event have the same `eventId`. Consumers de-duplicate by it
 * and order by `sequence`. An event shows the voice as it is after the transition, so two events of one transition show the
 * same voice.
 */
const voiceEventDetail = z.object({
  schemaVersion: z.literal(eventSchemaVersion),
  eventId: z
    .string()
    .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}-[1-9][0-9]*$/)
    .describe('<voiceId>-<sequence>, the same in repeated sends. De-duplicate by it.'),
  sequence: z.int().positive().describe('Number of this event of the voice. Order by it.'),
  voice: publicViewSchema,
});
export type VoiceEventDetail = Readonly<z.infer<typeof voiceEventDetail>>;

/** Returns the detail of one type of event. The table of transitions determines the statuses that it shows. */
export function voiceEventSchema(detailType: DetailType): z.ZodObject {
  const shown = statusesShown(detailType);
  const always = (statuses: readonly Status[]) => shown.every((status) => statuses.includes(status));
  const use = publicViewSchema.shape.use.unwrap();
  const why = reason.omit({ message: true });
  return voiceEventDetail.extend({
    voice: voiceEventDetail.shape.voice.extend({
      status: z.enum(shown),
      ...(always(['OK']) && {
        use: use.describe('Parameters of a synthesis call.'),
        providerVoiceId: z.string(),
      }),
      ...(always(['UNDEPLOYED', 'FAILED', 'TIMED_OUT']) && { reason: why }),
    }),
  });
}

/** Returns the statuses in which an event of the type shows its voice, by the table of transitions. */
export function statusesShown(detailType: DetailType): readonly Status[] {
  const leading = Object.values(transitions).filter(({ events }: Transition) => events.includes(detailType));
  return [...new Set(leading.map(({ to }) => to))];
}
