import * as z from 'zod';
import { type AliasDetailType, eventSchemaVersion } from '../contract.ts';
import type { AliasRecord } from './alias.ts';
import { aliasNameSchema, voiceIdSchema } from './ids.ts';
import { publicViewSchema } from './view-schema.ts';

/** Reasons why a remake did not move its alias. */
export const remakeFailures = [
  'voice_failed',
  'voice_rejected',
  'voice_timed_out',
  'voice_deleted',
  'voice_expired',
  'alias_moved',
  'alias_deleted',
  'audition_failed',
  'audition_lapsed',
  'audition_cancelled',
] as const;
export type RemakeFailure = (typeof remakeFailures)[number];

const envelope = z.object({
  schemaVersion: z.literal(eventSchemaVersion),
  eventId: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}-[1-9][0-9]*$/)
    .describe('<alias>-<sequence>, the same in repeated sends. De-duplicate by it.'),
  sequence: z.int().positive().describe('Number of this event of the alias. Order by it.'),
  alias: aliasNameSchema,
  version: z.int().nonnegative().describe('Version of the alias after the event.'),
});

/** Schemas of the details of events about an alias. */
export const aliasEventSchemas = {
  'Alias Moved': envelope.extend({
    from: voiceIdSchema.nullable().describe('The former voice. Null for a new alias.'),
    to: voiceIdSchema
      .nullable()
      .describe('The voice that the alias points at. Null if the alias was deleted.'),
    use: publicViewSchema.shape.use.describe(
      'Parameters of a synthesis call. Null if the alias was deleted.',
    ),
  }),
  'Alias Remake Failed': envelope.extend({
    voiceId: voiceIdSchema
      .nullable()
      .describe('The voice of the remake. It is deleted unless an alias points at it. Null for an audition.'),
    auditionId: voiceIdSchema
      .nullable()
      .describe('The audition of the remake, which is cancelled. Null for a single voice.'),
    reason: z.enum(remakeFailures),
  }),
} as const satisfies Record<AliasDetailType, z.ZodType>;

type Contents = {
  readonly [Type in AliasDetailType]: Omit<
    z.infer<(typeof aliasEventSchemas)[Type]>,
    keyof z.infer<typeof envelope>
  >;
};

/** Returns the alias with a further event to publish, which shows its version. */
export function withEvent<Type extends AliasDetailType>(
  record: AliasRecord,
  detailType: Type,
  content: Contents[Type],
): AliasRecord {
  const { alias, version, pendingEvents } = record;
  const sequence = record.sequence + 1;
  const eventId = `${alias}-${sequence}`;
  const detail = { schemaVersion: eventSchemaVersion, eventId, sequence, alias, version, ...content };
  return {
    ...record,
    sequence,
    pendingEvents: { ...pendingEvents, [sequence]: { detailType, detail: JSON.stringify(detail) } },
  };
}
