import * as z from 'zod';

/**
 * Tolerant schemas of the provider's answers. They require only the fields that the caller needs. A field of an
 * unexpected type counts as absent, and unknown fields are dropped.
 */

const lenientText = (max: number) => z.string().max(max).optional().catch(undefined);

export const errorEnvelopeSchema = z.object({ code: z.string().min(1), message: z.string() });

/** The error body of OpenAI's API, which the provider's gateways also send. Only its code is used. */
export const openAiErrorSchema = z.object({
  error: z.object({
    code: z.string().min(1).nullish().catch(undefined),
    type: z.string().min(1).nullish().catch(undefined),
  }),
});

export const successEnvelopeSchema = z.object({ output: z.record(z.string(), z.unknown()) });

/** `request_id` and `usage.count`, both optional. */
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
      // The limit of the body applies here. The limit of a preview applies when it is decoded.
      data: z.string().optional().catch(undefined),
      sample_rate: z.int().positive().optional().catch(undefined),
      response_format: lenientText(16),
    })
    .optional()
    .catch(undefined),
});

/** One voice, as query and list return it. */
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

/** Returns undefined if the body is not JSON. No JSON text parses to undefined. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
