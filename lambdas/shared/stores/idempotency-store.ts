/** Whose key it is, and the key. The same key of two owners is two keys. */
export interface RequestKey {
  readonly owner: string;
  readonly key: string;
}

/** What a key was first used for. */
export interface RequestPointer {
  readonly voiceId: string;
  /** SHA-256 of the request, in hexadecimal. */
  readonly fingerprint: string;
  readonly expiresAt: Date;
}

/** Which voice a request's key stands for: the pointers `IDEM#<hash(owner, key)>`. An expired one is as good as none. */
export interface IdempotencyStore {
  read(key: RequestKey, now: Date): Promise<RequestPointer | null>;

  /** Points the key at a voice unless it points at one already. @returns the pointer that stands */
  point(key: RequestKey, pointer: RequestPointer, now: Date): Promise<RequestPointer>;
}
