import { timingSafeEqual } from 'node:crypto';
import { hashOfKey, isKey, type KeyEntry } from '../shared/keys/key.ts';
import type { ReadKeys } from '../shared/keys/key-store.ts';

export interface AuthorizeRequestDependencies {
  readonly readKeys: ReadKeys;
}

/**
 * Whose key a request carries.
 *
 * @param authorization the values of the header, `Bearer vdk_…`
 * @returns null for a key that is missing, malformed, unknown or revoked: the caller is not told which
 */
export async function authorizeRequest(
  authorization: readonly string[],
  { readKeys }: AuthorizeRequestDependencies,
): Promise<KeyEntry | null> {
  const [header, ...more] = authorization;
  const key = /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
  if (key === undefined || more.length > 0 || !isKey(key)) return null;
  const hash = Buffer.from(hashOfKey(key), 'hex');
  let found: KeyEntry | null = null;
  // All entries are compared, in the same time: how long it takes tells nothing.
  for (const entry of await readKeys()) {
    if (timingSafeEqual(hash, Buffer.from(entry.hash, 'hex'))) found = entry;
  }
  return found;
}
