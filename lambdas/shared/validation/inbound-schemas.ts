import { z } from 'zod';
import { eventSchemaVersion, type InboundDetailType } from '../contract.ts';
import { voiceIdSchema } from '../voice/ids.ts';
import { requestKeySchema } from './idempotency-key.ts';
import { familyBranches, voiceRequestSchema } from './voice-request.ts';

const schemaVersion = z.literal(eventSchemaVersion).optional();

/** What the detail of a creation's event has besides the fields of `POST /v1/voices`. */
export const creationEnvelope = z.object({
  requestKey: requestKeySchema.describe(
    'The idempotency key: for 24 hours, unless deployed otherwise, the same key of the same source is the same voice.',
  ),
  schemaVersion,
});

export const deletionRequested = z.strictObject({
  voiceId: voiceIdSchema,
  requestKey: requestKeySchema
    .optional()
    .describe('Comes back in a refusal. A deletion may be repeated anyway.'),
  schemaVersion,
});

/** The details of the events by which others ask. */
export const inboundSchemas = {
  'Voice Creation Requested': voiceRequestSchema.extend(creationEnvelope.shape).meta(familyBranches),
  'Voice Deletion Requested': deletionRequested,
} as const satisfies Record<InboundDetailType, z.ZodType>;
