/** An owner or a list of scopes that no key can have. */
export class KeyError extends Error {
  override readonly name = 'KeyError';
}

/** The secret does not hold what it should, or others changed it each time. Says nothing of what it holds. */
export class KeySecretError extends Error {
  override readonly name = 'KeySecretError';
}
