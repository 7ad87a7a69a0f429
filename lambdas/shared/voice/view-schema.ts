import * as z from 'zod';
import { deletionCauses, statuses } from '../contract.ts';
import { FAMILIES, LANGUAGES, PROVIDER_STATUSES, SCOPES } from '../dashscope/vocabulary.ts';
import { asOfSchema } from './changes.ts';
import { voiceIdSchema } from './ids.ts';
import { absentPreview, audioFields, reason, timestamp, warning } from './record.ts';

const audioPreview = z.object(audioFields);
/** The preview as events contain it. */
export const preview = z.union([audioPreview, absentPreview]);

/** The preview as the HTTP API shows it. */
const previewWithWaveform = z.union([
  z.object({
    ...audioFields,
    waveform: z
      .string()
      .nullable()
      .describe(
        'The waveform for display: 200 bytes as Base64, each the peak of one of 200 equal sections, where 255 is full scale. Null if analysis is null.',
      ),
  }),
  absentPreview,
]);

/** The record as events and executions contain it: without texts, and at most 8 KiB. Published in docs/events. */
export const publicViewSchema = z.object({
  voiceId: voiceIdSchema,
  status: z.enum(statuses),
  reason: reason
    .omit({ message: true })
    .nullable()
    .describe('The reason why the voice will not, or no longer, reach the status OK.'),
  family: z.enum(FAMILIES),
  scope: z.enum(SCOPES),
  targetModel: z.string(),
  name: z.string().nullable().describe('A name for people. It is not sent to the provider.'),
  language: z.string().nullable().describe('Null if the provider chooses.'),
  sampleRate: z.int().nullable().describe('Sample rate of the preview, in Hz. Null for an imported voice.'),
  responseFormat: z.string().nullable().describe('Format of the preview. Null for an imported voice.'),
  labels: z.record(z.string(), z.string()),
  use: z
    .object({
      model: z.string(),
      voice: z.string(),
      languages: z
        .array(z.enum(LANGUAGES))
        .readonly()
        .nullable()
        .describe('Languages that the voice speaks. Null if the provider does not document them.'),
    })
    .nullable()
    .describe('Parameters of a synthesis call. Null unless the status is OK.'),
  preview,
  providerVoiceId: z.string().nullable(),
  aliases: z
    .array(z.string())
    .readonly()
    .describe('Aliases of the voice. While it has one, it is neither deleted nor purged.'),
  remakeOf: z
    .string()
    .nullable()
    .describe('The alias whose remake requested the voice. It moves to the voice once the voice is OK.'),
  origin: z.enum(['requested', 'imported']),
  createdBy: z
    .string()
    .describe('The owner of the key, or event:<source> for a voice that an event requested.'),
  requestKey: z.string().nullable().describe('The idempotency key of the request. Null for a candidate.'),
  auditionId: z.string().nullable().describe('The audition whose candidate the voice is.'),
  attempts: z.int().nonnegative(),
  polls: z.int().nonnegative().describe('Number of review polls. Updated with the next change.'),
  warnings: z.array(warning),
  sequence: z.int().nonnegative().describe('Number of the last event of this voice.'),
  createdAt: timestamp,
  updatedAt: timestamp,
  reviewStartedAt: timestamp.nullable(),
  reviewedAt: timestamp.nullable(),
  deletedAt: timestamp.nullable(),
  deletedBecause: z
    .enum(deletionCauses)
    .nullable()
    .describe('not_chosen: its audition ended without it. Null for a deletion that a caller requested.'),
  purgeAt: timestamp.nullable().describe('When the voice may be removed permanently.'),
  restorableUntil: timestamp
    .nullable()
    .describe(
      'A deleted voice can certainly be restored until this time, its purgeAt. Null unless the status is DELETED.',
    ),
});
export type PublicView = Readonly<z.infer<typeof publicViewSchema>>;

/** The public view with the waveform of the preview, as an audition shows its candidates. */
export const candidateViewSchema = publicViewSchema.extend({ preview: previewWithWaveform });
/** A candidate of an audition, without its texts, which are those of the audition. */
export type CandidateView = Readonly<z.infer<typeof candidateViewSchema>>;

/** The record as the HTTP API shows it. */
export const voiceViewSchema = candidateViewSchema.extend({
  voicePrompt: z.string().nullable(),
  previewText: z.string().nullable(),
  reason: reason.nullable(),
});
/** A voice as the API and the events show it. */
export type VoiceView = Readonly<z.infer<typeof voiceViewSchema>>;

/** The record with the current answer of the provider. */
export const refreshedVoiceSchema = voiceViewSchema.extend({
  providerStatus: z
    .enum([...PROVIDER_STATUSES, 'NOT_FOUND'])
    .nullable()
    .describe('Null if there is no voice at the provider yet, or the provider returned no status.'),
});
/** A voice with its current status at the provider. */
export type RefreshedVoiceView = Readonly<z.infer<typeof refreshedVoiceSchema>>;

/** A page of records, newest first. */
export const voicePageSchema = z.object({
  voices: z.array(voiceViewSchema).readonly(),
  cursor: z.string().nullable().describe('Requests the next page. Null at the end.'),
  asOf: asOfSchema,
});
