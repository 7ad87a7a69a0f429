/** Bounds of this API, in code points. The provider's bounds are in the family rows. */
export const nameMax = 64;
export const targetModelMax = 128;
/** Characters of an owner: up to 64 for an API key; `event:` and a source of up to 256 for an event. */
export const createdByMax = 262;
