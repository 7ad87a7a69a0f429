import { createHash, randomBytes } from 'node:crypto';
import type { KeyEntry, KeyScope } from '../../client/types.ts';
import { KeyError } from './errors.ts';

/** No colon: the owner of what an event asks for is `event:<source>`. */
const ownerPattern = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

/**
 * Makes an API key. The key is shown once and kept by whom it is for; the entry goes into the secret.
 *
 * @param random gives so many random bytes
 * @throws KeyError
 */
export function makeKey(
  { owner, scopes }: { readonly owner: string; readonly scopes: readonly KeyScope[] },
  random: (bytes: number) => Buffer = randomBytes,
): { readonly key: string; readonly entry: KeyEntry } {
  if (!ownerPattern.test(owner)) {
    throw new KeyError('an owner is 1 to 64 letters, digits, dots, dashes, underscores or at signs');
  }
  if (scopes.length === 0) throw new KeyError('a key needs at least one scope');
  const key = `vdk_${random(32).toString('base64url')}`;
  const hash = createHash('sha256').update(key).digest('hex');
  return { key, entry: { id: `key-${hash.slice(0, 12)}`, hash, owner, scopes: [...new Set(scopes)] } };
}
