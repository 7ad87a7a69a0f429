import { gmtText } from '../clock.ts';
import { modifiedAt, statusOf, type Voice } from '../voice.ts';

/** A voice as list and query show it: which fields depends on the family, the operation, and how it was made. */
export function describedVoice(
  voice: Voice,
  operation: 'list' | 'query',
  now: number,
  utcOffsetHours: number,
): Readonly<Record<string, unknown>> {
  const times = {
    gmt_create: gmtText(voice.createdAt, utcOffsetHours),
    gmt_modified: gmtText(modifiedAt(voice, now), utcOffsetHours),
  };
  const texts = { voice_prompt: voice.voicePrompt, preview_text: voice.previewText };
  if (voice.family === 'qwen') {
    return {
      voice: voice.id,
      ...times,
      language: voice.language,
      target_model: voice.targetModel,
      ...texts,
    };
  }
  const common = { voice_id: voice.id, ...times };
  const status = statusOf(voice, now);
  if (operation === 'list') return { ...common, status, ...(voice.kind === 'designed' ? texts : {}) };
  const made = voice.kind === 'designed' ? texts : { resource_link: 'https://example.invalid/sample.wav' };
  return { ...common, target_model: voice.targetModel, status, ...made };
}
