/** Requests with the values of the vendor's API reference. */

const cosyvoiceInput = {
  action: 'create_voice',
  target_model: 'cosyvoice-v3.5-plus',
  voice_prompt: 'A composed middle-aged announcer with a deep, magnetic voice.',
  preview_text: 'Dear listeners, good evening.',
  prefix: 'announcer',
  language_hints: ['en'],
};

const qwenInput = {
  action: 'create',
  target_model: 'qwen3-tts-vd-realtime-2026-01-15',
  preferred_name: 'announcer',
  voice_prompt: 'A composed middle-aged announcer with a deep, magnetic voice.',
  preview_text: 'Dear listeners, good evening.',
  language: 'en',
};

const parameters = { sample_rate: 24000, response_format: 'wav' };

export function cosyvoiceCreate(
  input: Record<string, unknown> = {},
  more: Record<string, unknown> = parameters,
) {
  return { model: 'voice-enrollment', input: { ...cosyvoiceInput, ...input }, parameters: more };
}

export function qwenCreate(input: Record<string, unknown> = {}, more: Record<string, unknown> = parameters) {
  return { model: 'qwen-voice-design', input: { ...qwenInput, ...input }, parameters: more };
}

export function cosyvoice(action: 'list' | 'query' | 'delete', input: Record<string, unknown> = {}) {
  return { model: 'voice-enrollment', input: { action: `${action}_voice`, ...input } };
}

export function qwen(action: 'list' | 'query' | 'delete', input: Record<string, unknown> = {}) {
  return { model: 'qwen-voice-design', input: { action, ...input } };
}
