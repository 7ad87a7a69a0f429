import { createHash } from 'node:crypto';
import type { VoiceRequestInput } from './voice-request.ts';

/** Returns the SHA-256 of a request before defaults, in hexadecimal. The order of fields does not matter. */
export function fingerprintOf(input: VoiceRequestInput): string {
  return createHash('sha256').update(canonical(input)).digest('hex');
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
