import { type ApiKey, isKey, type KeyStore } from '../shared/keys.ts';

export interface AuthorizeRequestDependencies {
  readonly keys: KeyStore;
}

/**
 * Finds the key that a request carries.
 *
 * @param authorization values of the header `Authorization`: one value, of the form `Bearer vdk_…`
 * @returns null if the key is missing, malformed, unknown or revoked
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
