import type { ValidationIssue } from '../../lambdas/shared/validation/validation-issue.ts';
import {
  parseVoiceRequest,
  type RequestSettings,
  type VoiceRequestSettings,
} from '../../lambdas/shared/validation/voice-request.ts';

/** Settings with both families enabled in one scope, and one of them in the other. */
export const settings: RequestSettings = {
  enabledFamilies: [
    { scope: 'mainland', families: ['cosyvoice', 'qwen'] },
    { scope: 'international', families: ['qwen'] },
  ],
};

/** The same settings before the retirement of the Qwen family. */
export const settingsBeforeRetirement: VoiceRequestSettings = {
  ...settings,
  now: () => new Date('2026-09-01T00:00:00Z'),
};

/** Requests with only the required fields. */
export const cosyvoice = {
  family: 'cosyvoice',
  targetModel: 'cosyvoice-v3.5-plus',
  voicePrompt: 'A calm voice that takes its time.',
  previewText: 'The harbour is quiet tonight.',
};
export const qwen = { ...cosyvoice, family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26' };

export function issues(value: unknown): readonly ValidationIssue[] {
  const parsed = parseVoiceRequest(value, settingsBeforeRetirement);
  return parsed.valid ? [] : parsed.issues;
}

export function accepted(value: unknown) {
  const parsed = parseVoiceRequest(value, settingsBeforeRetirement);
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.issues));
  return parsed;
}

export const manyLabels = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, 'v']));
