import { z } from 'zod';
import { eventSchemaVersion, type InboundDetailType } from '../contract.ts';
import { voiceIdSchema } from '../voice/ids.ts';
import { requestKeySchema } from './idempotency-key.ts';
import { familyBranches, voiceRequestSchema } from './voice-request.ts';

const schemaVersion = z.literal(eventSchemaVersion).optional();

/** Fields of a creation event's detail in addition to those of `POST /v1/voices`. */
export const creationEnvelope = z.object({
  requestKey: requestKeySchema.describe(
    'The idempotency key. For 24 hours by default, the same key of the same source means the same voice.',
  ),
  schemaVersion,
});

export const deletionRequested = z.strictObject({
  voiceId: voiceIdSchema,
  requestKey: requestKeySchema
    .optional()
    .describe('Repeated in the event of a refusal. A deletion can be repeated with or without it.'),
  schemaVersion,
});

/** Schemas of the details of inbound events. */
export const inboundSchemas = {
  'Voice Creation Requested': voiceRequestSchema.extend(creationEnvelope.shape).meta(familyBranches),
  'Voice Deletion Requested': deletionRequested,
} as const satisfies Record<InboundDetailType, z.ZodType>;
