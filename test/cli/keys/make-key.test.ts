import { describe, expect, it } from '@jest/globals';
import { makeKey } from '../../../cli/keys/make-key.ts';
import { isKey, keyIdOf, parseKey, primaryKeyOf } from '../../../lambdas/shared/keys.ts';

const now = new Date('2026-11-29T12:00:00.000Z');

describe('makeKey', () => {
  it('creates a key from 32 random bytes and an item that does not contain the key', () => {
    const { key, item } = makeKey({ owner: 'ann', scopes: ['read', 'read', 'write'] }, now, (bytes) =>
      Buffer.alloc(bytes, 7),
    );
    expect(key).toBe(`vdk_${Buffer.alloc(32, 7).toString('base64url')}`);
    expect(isKey(key)).toBe(true);
    expect(item).toEqual({
      voiceId: primaryKeyOf(key),
      status: 'KEY#ACTIVE',
      keyId: keyIdOf(primaryKeyOf(key)),
      owner: 'ann',
      scopes: ['read', 'write'],
      createdAt: '2026-11-29T12:00:00.000Z',
    });
    expect(item.keyId).toMatch(/^key-[0-9a-f]{12}$/);
    expect(parseKey({ ...item })).toEqual({ key: item });
    expect(JSON.stringify(item)).not.toContain(key.slice(4));
  });

  it('creates a different key each time', () => {
    const keys = Array.from({ length: 100 }, () => makeKey({ owner: 'ann', scopes: ['read'] }, now).key);
    expect(new Set(keys).size).toBe(100);
    expect(keys.every(isKey)).toBe(true);
  });

  it.each(['', ' ', 'a b', 'event:orders', '-a', 'a'.repeat(65), 'a\n'])('rejects the owner %j', (owner) => {
    expect(() => makeKey({ owner, scopes: ['read'] }, now)).toThrow(
      expect.objectContaining({ name: 'KeyError' }),
    );
  });

  it('rejects a key without scopes', () => {
    expect(() => makeKey({ owner: 'ann', scopes: [] }, now)).toThrow(
      expect.objectContaining({ name: 'KeyError' }),
    );
  });
});
