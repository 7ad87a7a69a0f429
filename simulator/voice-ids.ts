import { randomBytes, randomUUID } from 'node:crypto';
import { momentDigits } from './clock.ts';

/** `{target_model}-vd-{prefix}-{32 hex}`. */
export function cosyvoiceId(targetModel: string, prefix: string): string {
  return `${targetModel}-vd-${prefix}-${randomBytes(16).toString('hex')}`;
}

/** `{target_model}-{prefix}-{32 hex}`: one segment fewer than a designed voice. */
export function cloneId(targetModel: string, prefix: string): string {
  return `${targetModel}-${prefix}-${randomBytes(16).toString('hex')}`;
}

/** `qwen-tts-vd-{preferred_name}-voice-{17 digits of local time}-{4 hex}`. */
export function qwenId(preferredName: string, at: number, utcOffsetHours: number): string {
  const suffix = randomBytes(2).toString('hex');
  return `qwen-tts-vd-${preferredName}-voice-${momentDigits(at, utcOffsetHours)}-${suffix}`;
}

/** An id that shows neither the model nor the name: not a documented form. */
export const opaqueId = (): string => randomUUID();

/** Draws ids until one is free: four hex digits are soon used up when many voices are made in one millisecond. */
export function unusedId(isUsed: (id: string) => boolean, draw: () => string): string {
  let id = draw();
  while (isUsed(id)) id = draw();
  return id;
}

export const newRequestId = (): string => randomUUID();
