import { timestampText } from '../clock.ts';
import { modifiedAt, statusOf, type Voice } from '../voice.ts';

/** Returns the fields of a voice in a list or query response. They depend on family, operation and kind of voice. */
export function describeVoice(
  voice: Voice,
  operation: 'list' | 'query',
  now: number,
  utcOffsetHours: number,
): Readonly<Record<string, unknown>> {
  const times = {
    gmt_create: timestampText(voice.createdAt, utcOffsetHours),
    gmt_modified: timestampText(modifiedAt(voice, now), utcOffsetHours),
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
  const origin = voice.kind === 'designed' ? texts : { resource_link: 'https://example.invalid/sample.wav' };
  return { ...common, target_model: voice.targetModel, status, ...origin };
}
