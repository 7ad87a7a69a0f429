/** The owner or the scopes of a new key are invalid. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

/** A stored key does not have the documented form. The message names the key's id and the invalid fields, but no values. */
export class UnreadableKeyError extends Error {
  override readonly name = 'UnreadableKeyError';
}
