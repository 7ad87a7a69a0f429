import { invalid, type Measured, measured } from './measured.ts';

/** Headerless 16-bit mono samples: only the length can be wrong. */
export function measurePcm(bytes: Buffer, sampleRate: number): Measured {
  if (bytes.length === 0) return invalid('empty');
  if (bytes.length % 2 !== 0) return invalid('truncated');
  return measured(bytes.length / 2 / sampleRate, sampleRate);
}
