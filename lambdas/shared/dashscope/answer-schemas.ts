import { z } from 'zod';

/**
 * The provider's answers, read with tolerance: only what the caller cannot do without is required, fields
 * of an unexpected type count as absent, and unknown fields are dropped.
 */

const lenientText = (max: number) => z.string().max(max).optional().catch(undefined);

export const errorEnvelopeSchema = z.object({ code: z.string().min(1), message: z.string() });

/** The error of OpenAI's API, which the provider's gateways answer too. Read for its code only. */
export const openAiErrorSchema = z.object({
  error: z.object({
    code: z.string().min(1).nullish().catch(undefined),
    type: z.string().min(1).nullish().catch(undefined),
  }),
});

export const successEnvelopeSchema = z.object({ output: z.record(z.string(), z.unknown()) });

/** `request_id` and `usage.count`, present or not. */
export const metaSchema = z.object({
  request_id: z
    .string()
    .regex(/^[\w.:-]{1,128}$/)
    .optional()
    .catch(undefined),
  usage: z
    .object({ count: z.int().nonnegative().optional().catch(undefined) })
    .optional()
    .catch(undefined),
});

export const createOutputSchema = z.object({
  voice_id: lenientText(256),
  voice: lenientText(256),
  target_model: lenientText(128),
  preview_audio: z
    .object({
      // Bounded by the body limit, and by the preview's own once it is looked at.
      data: z.string().optional().catch(undefined),
      sample_rate: z.int().positive().optional().catch(undefined),
      response_format: lenientText(16),
    })
    .optional()
    .catch(undefined),
});

/** One voice, as query returns it and list holds it. */
export const voiceSchema = z.object({
  voice_id: lenientText(256),
  voice: lenientText(256),
  status: lenientText(64),
  target_model: lenientText(128),
  language: lenientText(16),
  voice_prompt: lenientText(20_000),
  preview_text: lenientText(20_000),
  gmt_create: lenientText(64),
  gmt_modified: lenientText(64),
});
export type VoiceFields = z.infer<typeof voiceSchema>;

export const listOutputSchema = z.object({
  voice_list: z.array(z.unknown()),
  total_count: z.int().nonnegative().optional().catch(undefined),
});

/** JSON or undefined; JSON has no undefined, so the two cannot be confused. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
