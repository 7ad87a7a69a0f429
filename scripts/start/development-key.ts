import { z } from 'zod';
import { makeKey } from '../../cli/keys/make-key.ts';
import { storedKeys } from '../../lambdas/shared/keys/key.ts';
import { readPrivateJson, writePrivateFile } from '../../local/state-files.ts';

const kept = storedKeys.shape.keys.element;
const file = z.object({ key: z.string(), entry: kept });

/**
 * The development key and its entry in the secret of the API keys: made at the first start, the same ever after.
 * @throws DamagedStateError, StorageError
 */
export function developmentKey(path: string): z.infer<typeof file> {
  const advice =
    'Put back a copy of it, or delete it: a new key is then made, and keys made by hand are lost';
  const stored = readPrivateJson(path, file, advice);
  if (stored !== undefined) return stored;
  const made = makeKey({ owner: 'developer', scopes: ['read', 'write', 'admin'] });
  writePrivateFile(path, JSON.stringify(made));
  return made;
}
