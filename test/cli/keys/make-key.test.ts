import { describe, expect, it } from '@jest/globals';
import { makeKey } from '../../../cli/keys/make-key.ts';
import { hashOfKey, isKey, storedKeys } from '../../../lambdas/shared/keys/key.ts';

describe('a key', () => {
  it('is made of 32 random bytes, and its entry does not tell it', () => {
    const { key, entry } = makeKey({ owner: 'ann', scopes: ['read', 'read', 'write'] }, (bytes) =>
      Buffer.alloc(bytes, 7),
    );
    expect(key).toBe(`vdk_${Buffer.alloc(32, 7).toString('base64url')}`);
    expect(isKey(key)).toBe(true);
    expect(entry).toEqual({
      id: `key-${hashOfKey(key).slice(0, 12)}`,
      hash: hashOfKey(key),
      owner: 'ann',
      scopes: ['read', 'write'],
    });
    expect(storedKeys.parse({ keys: [entry] }).keys).toEqual([entry]);
  });

  it('is another one each time', () => {
    const keys = Array.from({ length: 100 }, () => makeKey({ owner: 'ann', scopes: ['read'] }).key);
    expect(new Set(keys).size).toBe(100);
    expect(keys.every(isKey)).toBe(true);
  });

  it.each(['', ' ', 'a b', 'event:orders', '-a', 'a'.repeat(65), 'a\n'])('has no owner %j', (owner) => {
    expect(() => makeKey({ owner, scopes: ['read'] })).toThrow(expect.objectContaining({ name: 'KeyError' }));
  });

  it('has at least one scope', () => {
    expect(() => makeKey({ owner: 'ann', scopes: [] })).toThrow(
      expect.objectContaining({ name: 'KeyError' }),
    );
  });
});
