import { z } from 'zod';
import { familySchema, scopeSchema } from '../vocabulary.ts';
import { reviewOutcomeSchema, voiceKindSchema } from '../voice.ts';

/** Request bodies of the control plane. Unknown fields are rejected. */

export const keyGrantSchema = z.strictObject({
  key: z.string().min(1).regex(/^\S+$/),
  scope: scopeSchema,
  name: z.string().min(1).default('local'),
});

export const keyRevocationSchema = z.strictObject({ key: z.string() });

export const reviewChangeSchema = z.strictObject({
  outcome: reviewOutcomeSchema,
  /** Seconds from now, not scaled. 0 ends the review at once; `null` means that it never ends. */
  inSeconds: z.number().min(0).nullable().default(0),
});

export const clockAdvanceSchema = z.strictObject({
  seconds: z
    .number()
    .min(0)
    .max(10 ** 10),
});

export const voiceSeedSchema = z.strictObject({
  scope: scopeSchema.default('mainland'),
  account: z.string().default('local'),
  family: familySchema.default('cosyvoice'),
  kind: voiceKindSchema.default('designed'),
  name: z
    .string()
    .regex(/^[A-Za-z0-9_]{1,16}$/)
    .default('seeded'),
  /** Default: the first target model of the family. */
  targetModel: z.string().optional(),
  voicePrompt: z.string().default('A voice that was here before.'),
  previewText: z.string().default('Hello.'),
  /** Number of voices. */
  count: z.int().positive().max(5_000).default(1),
});

/**
 * An API key to accept, and the account (`name`) that it belongs to.
 *
 * @example
 * await control.grantKey({ key: 'sk-rotated', scope: 'mainland', name: 'local' });
 */
export type KeyGrantInput = z.input<typeof keyGrantSchema>;

/**
 * The outcome of a review and the number of seconds until it ends. `inSeconds: null` means that it never ends.
 *
 * @example
 * await control.review(voiceId, { outcome: 'UNDEPLOYED' });
 */
export type ReviewChangeInput = z.input<typeof reviewChangeSchema>;

/**
 * Voices to add to an account without a create call. They count towards the voice cap and appear in lists. They are not
 * billed.
 *
 * @example
 * const ids = await control.seedVoices({ family: 'qwen', name: 'announcer', count: 230 });
 */
export type VoiceSeed = z.input<typeof voiceSeedSchema>;
