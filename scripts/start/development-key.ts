import { z } from 'zod';
import { keyItem, makeKey } from '../../cli/keys/make-key.ts';
import type { ApiKey } from '../../client/types.ts';
import { readPrivateJson, writePrivateFile } from '../../local/persistence/private-files.ts';

const file = z.object({ key: z.string() });
const holder = { owner: 'developer', scopes: ['read', 'write', 'admin'] } as const;

/**
 * Returns the development key of a state folder and its item: made at the first start, the same ever after.
 * @throws DamagedStateError, StorageError
 */
export function developmentKey(path: string): { readonly key: string; readonly item: ApiKey } {
  const advice =
    'Put back a copy of it, or delete it: a new key is then made, and the former one works until it is revoked';
  const stored = readPrivateJson(path, file, advice);
  if (stored !== undefined) return { key: stored.key, item: keyItem(stored.key, holder, new Date()) };
  const made = makeKey(holder, new Date());
  writePrivateFile(path, JSON.stringify({ key: made.key }));
  return made;
}
