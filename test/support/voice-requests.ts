import type { Finding } from '../../lambdas/shared/requests/finding.ts';
import { parseVoiceRequest, type RequestSettings } from '../../lambdas/shared/requests/voice-request.ts';

/** A deployment that offers one of the families in one scope, and both in the other. */
export const settings: RequestSettings = {
  offered: [
    { scope: 'mainland', families: ['cosyvoice', 'qwen'] },
    { scope: 'international', families: ['qwen'] },
  ],
};

/** Requests with the required fields alone. */
export const cosyvoice = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A calm voice that takes its time.',
  previewText: 'The harbour is quiet tonight.',
};
export const qwen = { ...cosyvoice, family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26' };

export function findings(value: unknown): readonly Finding[] {
  const parsed = parseVoiceRequest(value, settings);
  return parsed.valid ? [] : parsed.findings;
}

export function accepted(value: unknown) {
  const parsed = parseVoiceRequest(value, settings);
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.findings));
  return parsed;
}

export const manyLabels = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']));
