import { createHash, randomBytes } from 'node:crypto';
import type { ApiKey, KeyScope } from '../../client/types.ts';
import { KeyError } from '../errors/key-errors.ts';

/** No colon: the owner of what an event requests is `event:<source>`. */
const ownerPattern = /^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/;

/** What a new key may do, and for whom. */
export interface KeyHolder {
  readonly owner: string;
  readonly scopes: readonly KeyScope[];
}

/**
 * Makes an API key: the key itself, which is shown once, and the item that is stored of it.
 *
 * @param random returns so many random bytes
 * @throws KeyError
 */
export function makeKey(
  holder: KeyHolder,
  now: Date,
  random: (bytes: number) => Buffer = randomBytes,
): { readonly key: string; readonly item: ApiKey } {
  const key = `vdk_${random(32).toString('base64url')}`;
  return { key, item: itemOf(key, holder, now) };
}

/** Returns the item of a key, without the key. @throws KeyError */
export function itemOf(key: string, { owner, scopes }: KeyHolder, createdAt: Date): ApiKey {
  if (!ownerPattern.test(owner)) {
    throw new KeyError('an owner is 1 to 64 letters, digits, dots, dashes, underscores or at signs');
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
