import { type KeyEntry, storedKeys } from './key.ts';

/** The secret with the API keys does not hold what it should. Says nothing of what it holds. */
export class UnreadableKeysError extends Error {
  override readonly name = 'UnreadableKeysError';
}

/** Reads the entries of all keys, anew each time: a key that was taken out stops at once. */
export type ReadKeys = () => Promise<readonly KeyEntry[]>;

/** @param readSecret the secret's value as text */
export function keysIn(readSecret: () => Promise<string>): ReadKeys {
  return async () => {
    const parsed = storedKeys.safeParse(jsonOrNull(await readSecret()));
    if (parsed.success) return parsed.data.keys;
    throw new UnreadableKeysError(
      'the secret of the API keys is not of the form { keys: [{ id, hash, owner, scopes }] }',
    );
  };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
