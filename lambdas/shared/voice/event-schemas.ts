import { z } from 'zod';
import { type DetailType, eventSchemaVersion, type Status } from '../contract.ts';
import { reason } from './record.ts';
import { type Transition, transitions } from './transitions.ts';
import { publicViewSchema } from './view.ts';

/**
 * The detail of every event about a voice. `eventId` is the same however often the event is sent: consumers
 * de-duplicate by it and order by `sequence`. The voice is shown as the transition left it: two events of one
 * transition show the same voice.
 */
const voiceEventDetail = z.object({
  schemaVersion: z.literal(eventSchemaVersion),
  eventId: z
    .string()
    .regex(/^[0-7][0-9A-HJKMNP-TV-Z]{25}-[1-9][0-9]*$/)
    .describe('<voiceId>-<sequence>: the same however often the event is sent. De-duplicate by it.'),
  sequence: z.int().positive().describe('The number of this event among those of its voice. Order by it.'),
  voice: publicViewSchema,
});
export type VoiceEventDetail = Readonly<z.infer<typeof voiceEventDetail>>;

/** The detail of an event of one type: the table of transitions tells in which statuses it shows its voice. */
export function voiceEventSchema(detailType: DetailType): z.ZodObject {
  const shown = statusesShown(detailType);
  const always = (statuses: readonly Status[]) => shown.every((status) => statuses.includes(status));
  const use = publicViewSchema.shape.use.unwrap();
  const why = reason.omit({ message: true });
  return voiceEventDetail.extend({
    voice: voiceEventDetail.shape.voice.extend({
      status: z.enum(shown),
      ...(always(['OK']) && {
        use: use.describe('What a synthesis call takes.'),
        providerVoiceId: z.string(),
      }),
      ...(always(['UNDEPLOYED', 'FAILED', 'TIMED_OUT']) && { reason: why }),
    }),
  });
}

/** The statuses in which an event of the type shows its voice, by the table of transitions. */
export function statusesShown(detailType: DetailType): readonly Status[] {
  const leading = Object.values(transitions).filter(({ events }: Transition) => events.includes(detailType));
  return [...new Set(leading.map(({ to }) => to))];
}
