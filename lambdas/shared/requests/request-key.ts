import { z } from 'zod';
import type { Finding } from './finding.ts';
import { codePoints } from './text.ts';

/** Characters of the key under which a request is made once. */
const requestKeyMax = 255;

/** The key as a field: its type; what it may hold is {@link requestKeyFinding}'s. */
export const requestKeySchema = z
  .string()
  .meta({ minLength: 1, maxLength: requestKeyMax, pattern: '^[ -~]*[!-~][ -~]*$' });

/** What is wrong with the key under which a request is made once, wherever it stands; null if nothing. */
export function requestKeyFinding(key: string): Finding | null {
  if (key.trim() === '') return { code: 'too_short', detail: 'is empty', limit: 1, actual: 0 };
  const actual = codePoints(key);
  if (actual > requestKeyMax) {
    const detail = `has more than ${requestKeyMax} characters`;
    return { code: 'too_long', detail, limit: requestKeyMax, actual };
  }
  if (!/^[\x20-\x7e]+$/.test(key)) {
    return { code: 'invalid_text', detail: 'has other than printable ASCII characters' };
  }
  return null;
}
