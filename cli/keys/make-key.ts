import { createHash, randomBytes } from 'node:crypto';
import type { ApiKey, KeyScope } from '../../client/types.ts';
import { KeyError } from '../errors/key-errors.ts';

/** Excludes colons, because `event:<source>` is the owner of the voices that an event requests. */
const ownerPattern = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

/** The owner and the permissions of a new key. */
export interface KeyGrant {
  readonly owner: string;
  readonly scopes: readonly KeyScope[];
}

/**
 * Makes an API key. Returns the key, which is shown once, and the item to store, which holds only its hash.
 *
 * @param random returns the given number of random bytes
 * @throws KeyError
 */
export function makeKey(
  grant: KeyGrant,
  now: Date,
  random: (bytes: number) => Buffer = randomBytes,
): { readonly key: string; readonly item: ApiKey } {
  const key = `vdk_${random(32).toString('base64url')}`;
  return { key, item: makeKeyItem(key, grant, now) };
}

/** Makes the item of a key, which contains only the hash of the key. @throws KeyError */
export function makeKeyItem(key: string, { owner, scopes }: KeyGrant, createdAt: Date): ApiKey {
  if (!ownerPattern.test(owner)) {
    throw new KeyError(
      'an owner must consist of 1 to 64 letters, digits, dots, dashes, underscores or at signs',
    );
  }
  if (scopes.length === 0) throw new KeyError('a key needs at least one scope');
  const hash = createHash('sha256').update(key).digest('hex');
  return {
    voiceId: `KEY#${hash}`,
    status: 'KEY#ACTIVE',
    keyId: `key-${hash.slice(0, 12)}`,
    owner,
    scopes: [...new Set(scopes)],
    createdAt: createdAt.toISOString(),
  };
}
