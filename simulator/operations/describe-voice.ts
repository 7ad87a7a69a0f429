import { timestampText } from '../clock.ts';
import { profiles } from '../families/index.ts';
import type { VoiceField } from '../families/profile.ts';
import { modifiedAt, statusOf, type Voice } from '../voice.ts';

/** Returns a voice as list and query responses contain it. The fields depend on family, operation and kind of voice. */
export function describeVoice(
  voice: Voice,
  operation: 'list' | 'query',
  now: number,
  utcOffsetHours: number,
): Readonly<Record<string, unknown>> {
  const { idField, voiceFields, hasClones } = profiles[voice.family];
  const values: Readonly<Record<VoiceField, string>> = {
    gmt_create: timestampText(voice.createdAt, utcOffsetHours),
    gmt_modified: timestampText(modifiedAt(voice, now), utcOffsetHours),
    language: voice.language,
    target_model: voice.targetModel,
    status: statusOf(voice, now),
    voice_prompt: voice.voicePrompt,
    preview_text: voice.previewText,
  };
  const isClone = hasClones && voice.kind === 'cloned';
  const fields = voiceFields[operation].filter((field) => !isClone || !designFields.has(field));
  return {
    [idField]: voice.id,
    ...Object.fromEntries(fields.map((field) => [field, values[field]])),
    ...(isClone && operation === 'query' ? { resource_link: 'https://example.invalid/sample.wav' } : {}),
  };
}

/** Fields of designed voices only. */
const designFields: ReadonlySet<VoiceField> = new Set(['voice_prompt', 'preview_text']);
