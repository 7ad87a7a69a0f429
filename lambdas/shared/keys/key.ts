import { createHash } from 'node:crypto';
import { z } from 'zod';
import { scopes } from '../contract.ts';

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
export function isKey(text: string): boolean {
  return keyPattern.test(text);
}

export function hashOfKey(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}
