import { z } from 'zod';

/** What the control plane takes; unknown fields are refused. */

const scope = z.enum(['mainland', 'international']);

export const keyGrant = z.strictObject({
  key: z.string().min(1).regex(/^\S+$/),
  scope,
  name: z.string().min(1).default('local'),
});

export const keyRevocation = z.strictObject({ key: z.string() });

export const reviewChange = z.strictObject({
  outcome: z.enum(['OK', 'UNDEPLOYED']),
  /** From now, not scaled; 0 ends the review at once, `null` never. */
  inSeconds: z.number().min(0).nullable().default(0),
});

export const clockAdvance = z.strictObject({
  seconds: z
    .number()
    .min(0)
    .max(10 ** 10),
});

/** Voices that came from somewhere else: they fill the account, and mix into its lists. Nothing is billed here. */
export const voiceSeed = z.strictObject({
  scope: scope.default('mainland'),
  account: z.string().default('local'),
  family: z.enum(['cosyvoice', 'qwen']).default('cosyvoice'),
  kind: z.enum(['designed', 'cloned']).default('designed'),
  name: z
    .string()
    .regex(/^[A-Za-z0-9_]{1,16}$/)
    .default('seeded'),
  targetModel: z.string().optional(),
  voicePrompt: z.string().default('A voice that was here before.'),
  previewText: z.string().default('Hello.'),
  count: z.int().positive().max(5_000).default(1),
});

export type KeyGrantInput = z.input<typeof keyGrant>;
export type ReviewChangeInput = z.input<typeof reviewChange>;
export type VoiceSeed = z.input<typeof voiceSeed>;
