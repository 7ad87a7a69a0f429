import { randomBytes, randomUUID } from 'node:crypto';
import { timestampDigits } from './clock.ts';

/** Returns a new id of a designed CosyVoice voice: `{target_model}-vd-{prefix}-{32 hex}`. */
export function cosyvoiceId(targetModel: string, prefix: string): string {
  return `${targetModel}-vd-${prefix}-${randomBytes(16).toString('hex')}`;
}

/** Returns a new id of a cloned voice: `{target_model}-{prefix}-{32 hex}`. */
export function cloneId(targetModel: string, prefix: string): string {
  return `${targetModel}-${prefix}-${randomBytes(16).toString('hex')}`;
}

/** Returns a new id of a Qwen voice: `qwen-tts-vd-{preferred_name}-voice-{17 digits of local time}-{4 hex}`. */
export function qwenId(preferredName: string, at: number, utcOffsetHours: number): string {
  const suffix = randomBytes(2).toString('hex');
  return `qwen-tts-vd-${preferredName}-voice-${timestampDigits(at, utcOffsetHours)}-${suffix}`;
}

/** Returns a new id in an undocumented form that contains neither the model nor the name. */
export const opaqueId = (): string => randomUUID();

/**
 * Generates ids until one is unused. The four hex digits of a Qwen id collide when many voices are created in the same
 * millisecond.
 */
export function unusedId(isUsed: (id: string) => boolean, generate: () => string): string {
  let id = generate();
  while (isUsed(id)) id = generate();
  return id;
}

export const newRequestId = (): string => randomUUID();
