import { z } from 'zod';
import { makeKey, makeKeyItem } from '../../cli/keys/make-key.ts';
import type { ApiKey } from '../../client/types.ts';
import { readPrivateJson, writePrivateFile } from '../../local/persistence/private-files.ts';

const fileSchema = z.object({ key: z.string() });
const holder = { owner: 'developer', scopes: ['read', 'write', 'admin'] } as const;

/**
 * Returns the development key of a state folder and its database item. The first start creates the key.
 * @throws DamagedStateError, StorageError
 */
export function developmentKey(path: string): { readonly key: string; readonly item: ApiKey } {
  const advice =
    'Restore it from a copy, or delete it. A new key is then created, and the old one stays valid until it is revoked';
  const stored = readPrivateJson(path, fileSchema, advice);
  if (stored !== undefined) return { key: stored.key, item: makeKeyItem(stored.key, holder, new Date()) };
  const created = makeKey(holder, new Date());
  writePrivateFile(path, JSON.stringify({ key: created.key }));
  return created;
}
