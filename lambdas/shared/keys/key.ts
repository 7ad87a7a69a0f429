import { createHash } from 'node:crypto';
import { z } from 'zod';
import { keyItems, scopes } from '../contract.ts';

/** Digits of the hash in a key's id. */
const idDigits = 12;

/** An API key as it is stored: enough to recognize it, not enough to use it. */
export const keyItem = z
  .object({
    /** SHA-256 of the key, in hexadecimal. The key is 256 random bits and cannot be guessed, so no slow hash is needed. */
    voiceId: z.string().regex(new RegExp(`^${keyItems.prefix}[0-9a-f]{64}$`)),
    status: z.literal(keyItems.status),
    keyId: z.string(),
    owner: z.string().min(1),
    scopes: z.array(z.enum(scopes)).min(1),
    createdAt: z.iso.datetime(),
  })
  // `voice keys revoke` finds the item by its id.
  .refine(({ voiceId, keyId }) => keyId === keyIdOf(voiceId), { path: ['keyId'] });
export type ApiKey = z.infer<typeof keyItem>;

const keyPattern = /^vdk_[A-Za-z0-9_-]{43}$/;
export function isKey(text: string): boolean {
  return keyPattern.test(text);
}

/** The key of the item that holds an API key. */
export function keyItemOf(key: string): string {
  return keyItems.prefix + createHash('sha256').update(key).digest('hex');
}

/** The id of the API key that an item holds, whether or not the item is whole. */
export function keyIdOf(voiceId: string): string {
  return `key-${voiceId.slice(keyItems.prefix.length).slice(0, idDigits)}`;
}
