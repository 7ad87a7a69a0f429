import type { SQLOutputValue } from 'node:sqlite';
import { z } from 'zod';
import { familySchema, scopeSchema } from '../vocabulary.ts';
import { reviewOutcomeSchema, type Voice, voiceKindSchema, voiceOriginSchema } from '../voice.ts';

const rowSchema = z.object({
  id: z.string(),
  scope: scopeSchema,
  account: z.string(),
  family: familySchema,
  kind: voiceKindSchema,
  origin: voiceOriginSchema,
  name: z.string(),
  target_model: z.string(),
  language: z.string(),
  voice_prompt: z.string(),
  preview_text: z.string(),
  created_at: z.number(),
  review_ends_at: z.number().nullable(),
  outcome: reviewOutcomeSchema,
  visible_at: z.number(),
  removed_at: z.number().nullable(),
  deleted_at: z.number().nullable(),
});

/** A row of the `voices` table. */
type Row = z.infer<typeof rowSchema>;

export const columns: readonly string[] = Object.keys(rowSchema.shape);

export function toVoice(row: Readonly<Record<string, SQLOutputValue>>): Voice {
  const fields = rowSchema.parse(row);
  return {
    id: fields.id,
    account: { scope: fields.scope, name: fields.account },
    family: fields.family,
    kind: fields.kind,
    origin: fields.origin,
    name: fields.name,
    targetModel: fields.target_model,
    language: fields.language,
    voicePrompt: fields.voice_prompt,
    previewText: fields.preview_text,
    createdAt: fields.created_at,
    reviewEndsAt: fields.review_ends_at,
    outcome: fields.outcome,
    visibleAt: fields.visible_at,
    removedAt: fields.removed_at,
    deletedAt: fields.deleted_at,
  };
}

export function toRow(voice: Voice): Row {
  return {
    id: voice.id,
    scope: voice.account.scope,
    account: voice.account.name,
    family: voice.family,
    kind: voice.kind,
    origin: voice.origin,
    name: voice.name,
    target_model: voice.targetModel,
    language: voice.language,
    voice_prompt: voice.voicePrompt,
    preview_text: voice.previewText,
    created_at: voice.createdAt,
    review_ends_at: voice.reviewEndsAt,
    outcome: voice.outcome,
    visible_at: voice.visibleAt,
    removed_at: voice.removedAt,
    deleted_at: voice.deletedAt,
  };
}
