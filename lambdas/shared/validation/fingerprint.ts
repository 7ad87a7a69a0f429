import { createHash } from 'node:crypto';
import type { VoiceRequestInput } from './voice-request.ts';

/** SHA-256 of a request as it was asked, in hexadecimal: the order of its fields does not count, nor do defaults. */
export function fingerprintOf(asked: VoiceRequestInput): string {
  return createHash('sha256').update(canonical(asked)).digest('hex');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (isPlainObject(inner) ? sorted(inner) : inner));
}

function isPlainObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
