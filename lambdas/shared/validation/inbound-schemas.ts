import * as z from 'zod';
import { eventSchemaVersion, type InboundDetailType } from '../contract.ts';
import { voiceIdSchema } from '../voice/ids.ts';
import { auditionRequestSchema } from './audition-request.ts';
import { requestKeySchema } from './idempotency-key.ts';
import { familyBranches, voiceRequestSchema } from './voice-request.ts';

const schemaVersion = z.literal(eventSchemaVersion).optional();

/** Fields of the detail of an event that creates something, in addition to those of the body in the HTTP API. */
export const creationEnvelope = z.object({
  requestKey: requestKeySchema.describe(
    'The idempotency key. For 24 hours by default, the same key of the same source means the same voice or audition.',
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
  'Audition Requested': auditionRequestSchema.extend(creationEnvelope.shape).meta(familyBranches),
} as const satisfies Record<InboundDetailType, z.ZodType>;
