import { z } from 'zod';
import { FAMILIES, PROVIDER_STATUSES, SCOPES } from '../dashscope/vocabulary.ts';
import { voiceIdSchema } from './ids.ts';

/** A voice as the provider shows it now, whoever made it. */
export const providerVoiceViewSchema = z.object({
  voiceId: voiceIdSchema.nullable().describe('Its record here; null for a voice that has none.'),
  providerVoiceId: z.string(),
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  status: z
    .enum(PROVIDER_STATUSES)
    .nullable()
    .describe(
      'Always OK for Qwen, which has no review. Null where the provider tells none that is documented.',
    ),
  targetModel: z.string().nullable(),
  language: z.string().nullable(),
  voicePrompt: z
    .string()
    .nullable()
    .describe('Null for a cloned voice, and where the provider does not tell.'),
  previewText: z.string().nullable(),
  gmtCreate: z.string().nullable().describe('As the provider writes it; it does not document the time zone.'),
  gmtModified: z.string().nullable(),
});
/** A voice in the provider's list, with the id of its record. */
export type ProviderVoiceView = Readonly<z.infer<typeof providerVoiceViewSchema>>;

/** A page of the provider's own list. */
export const providerVoicePageSchema = z.object({
  voices: z.array(providerVoiceViewSchema),
  pageIndex: z.int().nonnegative(),
  pageSize: z.int().positive(),
  totalCount: z
    .int()
    .nonnegative()
    .nullable()
    .describe('Of the whole list; the provider tells it for Qwen only.'),
  unreadable: z.int().nonnegative().describe('Entries of the page without an id that could be one.'),
});
/** One page of the provider's list of voices. */
export type ProviderVoicePage = Readonly<z.infer<typeof providerVoicePageSchema>>;
