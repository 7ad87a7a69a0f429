/** Bounds of ours, in code points; those of the provider are in its vocabulary. */
export const nameMax = 64;
export const targetModelMax = 128;
