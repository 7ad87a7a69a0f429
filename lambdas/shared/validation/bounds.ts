/** Bounds of ours, in code points; those of the provider are in its vocabulary. */
export const nameMax = 64;
export const targetModelMax = 128;
/** Characters of an owner: a key's has 64 at most, an event's is `event:` and a source of 256. */
export const createdByMax = 262;
