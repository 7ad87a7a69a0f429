import type { ApiKey } from './key.ts';

/** A stored key is not of the documented form. The message names the key's id and what is wrong, no values. */
export class UnreadableKeyError extends Error {
  override readonly name = 'UnreadableKeyError';
}

export interface KeyStore {
  /**
   * Finds a key as it is stored at this moment, so that a revoked one stops at once.
   *
   * @returns null for a key that is unknown or revoked
   * @throws UnreadableKeyError
   */
  find(key: string): Promise<ApiKey | null>;
}
