import { type ApiKey, isKey, type KeyStore } from '../shared/keys.ts';

export interface AuthorizeRequestDependencies {
  readonly keys: KeyStore;
}

/**
 * Finds the key that a request carries.
 *
 * @param authorization the values of the header, `Bearer vdk_…`
 * @returns null for a key that is missing, malformed, unknown or revoked; the caller does not learn which
 */
export async function authorizeRequest(
  authorization: readonly string[],
  { keys }: AuthorizeRequestDependencies,
): Promise<ApiKey | null> {
  const [header, ...more] = authorization;
  const key = /^Bearer +(\S+) *$/i.exec(header ?? '')?.[1];
  if (key === undefined || more.length > 0 || !isKey(key)) return null;
  return keys.find(key);
}
