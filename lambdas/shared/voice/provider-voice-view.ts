import * as z from 'zod';
import { FAMILIES, PROVIDER_STATUSES, SCOPES } from '../dashscope/vocabulary.ts';
import { voiceIdSchema } from './ids.ts';

/** A voice in the provider's list, whether this deployment made it or not. */
export const providerVoiceViewSchema = z.object({
  voiceId: voiceIdSchema.nullable().describe('The id of its record. Null for a voice without a record.'),
  providerVoiceId: z.string(),
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  status: z
    .enum(PROVIDER_STATUSES)
    .nullable()
    .describe('Always OK for Qwen, which has no review. Null if the provider returns no documented status.'),
  targetModel: z.string().nullable(),
  language: z.string().nullable(),
  voicePrompt: z
    .string()
    .nullable()
    .describe('Null for a cloned voice, and if the provider does not return it.'),
  previewText: z.string().nullable(),
  gmtCreate: z.string().nullable().describe('As the provider returns it. The time zone is not documented.'),
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
    .describe('Voices in the whole list. The provider returns it for Qwen only.'),
  unreadable: z.int().nonnegative().describe('Entries of the page without a usable id.'),
});
/** One page of the provider's list of voices. */
export type ProviderVoicePage = Readonly<z.infer<typeof providerVoicePageSchema>>;
