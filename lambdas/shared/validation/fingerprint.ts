import { createHash } from 'node:crypto';
import type { RequestKind } from '../contract.ts';

/**
 * Returns the SHA-256 of a request before defaults, in hexadecimal. The order of fields does not matter. Requests of two
 * kinds have two fingerprints, even with the same fields.
 */
export function fingerprintOf(kind: RequestKind, input: object): string {
  // The fingerprints of voices have no kind, because earlier versions had no other.
  const fingerprinted = kind === 'voice' ? input : { kind, input };
  return createHash('sha256').update(canonical(fingerprinted)).digest('hex');
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
