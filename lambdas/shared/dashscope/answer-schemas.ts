import * as z from 'zod';

/**
 * Tolerant schemas of the provider's answers. They require only the fields that the caller needs. A field of an
 * unexpected type counts as absent, and unknown fields are dropped.
 */

const lenientText = (max: number) => z.string().max(max).optional().catch(undefined);
// Fields of one kind share a schema, because creating schemas takes most of the time of loading this module.
const id = lenientText(256);
const modelName = lenientText(128);
const shortText = lenientText(64);
const abbreviation = lenientText(16);
const longText = lenientText(20_000);
const errorCode = z.string().min(1);
const lenientCode = errorCode.nullish().catch(undefined);
const lenientCount = z.int().nonnegative().optional().catch(undefined);

export const errorEnvelopeSchema = z.object({ code: errorCode, message: z.string() });

/** The error body of OpenAI's API, which the provider's gateways also send. Only its code is used. */
export const openAiErrorSchema = z.object({
  error: z.object({
    code: lenientCode,
    type: lenientCode,
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
  usage: z.object({ count: lenientCount }).optional().catch(undefined),
});

export const createOutputSchema = z.object({
  voice_id: id,
  voice: id,
  target_model: modelName,
  preview_audio: z
    .object({
      // The limit of the body applies here. The limit of a preview applies when it is decoded.
      data: z.string().optional().catch(undefined),
      sample_rate: z.int().positive().optional().catch(undefined),
      response_format: abbreviation,
    })
    .optional()
    .catch(undefined),
});

/** One voice, as query and list return it. */
export const voiceSchema = z.object({
  voice_id: id,
  voice: id,
  status: shortText,
  target_model: modelName,
  language: abbreviation,
  voice_prompt: longText,
  preview_text: longText,
  gmt_create: shortText,
  gmt_modified: shortText,
});
export type VoiceFields = z.infer<typeof voiceSchema>;

export const listOutputSchema = z.object({
  voice_list: z.array(z.unknown()),
  total_count: lenientCount,
});

/** Returns undefined if the body is not JSON. No JSON text parses to undefined. */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
