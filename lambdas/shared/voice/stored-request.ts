import * as z from 'zod';
import { FAMILIES, SCOPES } from '../dashscope/vocabulary.ts';

/** A request for a voice with its defaults, as auditions and pending remakes store it. */
export const storedRequestSchema = z.object({
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  targetModel: z.string(),
  voicePrompt: z.string(),
  previewText: z.string(),
  name: z.string().nullable(),
  language: z.string().nullable(),
  sampleRate: z.int(),
  responseFormat: z.string(),
  labels: z.record(z.string(), z.string()),
});
