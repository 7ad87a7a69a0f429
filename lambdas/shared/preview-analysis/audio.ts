/** Decoded audio. All channels have the same length, and every sample is a finite number, nominally between -1 and 1. */
export interface Audio {
  /** Hz. */
  readonly sampleRate: number;
  readonly channels: readonly Float32Array[];
}

/** Returns the mean of the channels. */
export function monoOf({ channels }: Audio): Float32Array {
  const [first = new Float32Array(0), second] = channels;
  if (second === undefined) return first;
  return first.map((sample, at) => (sample + (second[at] ?? 0)) / 2);
}

/** Converts an amplitude to dB relative to full scale. 0 gives -Infinity. */
export function decibels(amplitude: number): number {
  return 20 * Math.log10(amplitude);
}

/** Converts dB relative to full scale to an amplitude. */
export function amplitude(level: number): number {
  return 10 ** (level / 20);
}
