import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import { makeKey } from '../../cli/keys/make-key.ts';
import { storedKeys } from '../../lambdas/shared/keys/key.ts';

const kept = storedKeys.shape.keys.element;
const file = z.object({ key: z.string(), entry: kept });

/** The development key and its entry in the secret of the API keys: made at the first start, the same ever after. */
export function developmentKey(path: string): z.infer<typeof file> {
  if (existsSync(path)) return file.parse(JSON.parse(readFileSync(path, 'utf8')));
  const made = makeKey({ owner: 'developer', scopes: ['read', 'write', 'admin'] });
  writeFileSync(path, JSON.stringify(made), { mode: 0o600 });
  return made;
}
