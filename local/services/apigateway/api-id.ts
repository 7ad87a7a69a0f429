import { createHash } from 'node:crypto';

/** Returns an id of ten characters, like AWS's ids but the same on each start. */
export function idOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10);
}
