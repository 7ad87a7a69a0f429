import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import { type KeyScope, scopes } from '../contract.ts';

/** What is stored of a key: enough to know it again, not enough to use it. */
const keyEntry = z.object({
  id: z.string().min(1),
  /** SHA-256 of the key, in hexadecimal. The key is 256 random bits: there is nothing to guess, so no slow hash. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  owner: z.string().min(1),
  scopes: z.array(z.enum(scopes)),
});
export type KeyEntry = z.infer<typeof keyEntry>;

/** The value of the secret that holds a deployment's API keys. */
export const storedKeys = z.object({ keys: z.array(keyEntry) });

const keyPattern = /^vdk_[A-Za-z0-9_-]{43}$/;
/** No colon: the owner of what an event asks for is `event:<source>`. */
const ownerPattern = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

/** An owner or a list of scopes that no key can have. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

export function isKey(text: string): boolean {
  return keyPattern.test(text);
}

export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/**
 * Makes an API key. The key is shown once and kept by whom it is for; the entry goes into the secret.
 *
 * @param random gives so many random bytes
 * @throws KeyError
 */
export function makeKey(
  { owner, scopes: allowed }: { readonly owner: string; readonly scopes: readonly KeyScope[] },
  random: (bytes: number) => Buffer = randomBytes,
): { readonly key: string; readonly entry: KeyEntry } {
  if (!ownerPattern.test(owner)) {
    throw new KeyError('an owner is 1 to 64 letters, digits, dots, dashes, underscores or at signs');
  }
  if (allowed.length === 0) throw new KeyError(`a key needs at least one of the scopes ${scopes.join(', ')}`);
  const key = `vdk_${random(32).toString('base64url')}`;
  const hash = hashOfKey(key);
  return { key, entry: { id: `key-${hash.slice(0, 12)}`, hash, owner, scopes: [...new Set(allowed)] } };
}
