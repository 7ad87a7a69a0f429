/** An owner or a list of scopes that no key can have. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

/** A stored key is not of the documented form. The message names the key's id and what is wrong, no values. */
export class UnreadableKeyError extends Error {
  override readonly name = 'UnreadableKeyError';
}
