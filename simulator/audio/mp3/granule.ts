import { BitWriter } from './bits.ts';
import { granuleSize } from './spectrum.ts';

/** A spectrum quantized to integers from -3 to 3, the range of the smallest Huffman table that contains 3. */
export interface Granule {
  /** Number of pairs of lines up to the last absolute value above 1. */
  readonly bigPairs: number;
  /** Quantizer step size, in quarters of a power of two. */
  readonly gain: number;
  readonly bits: BitWriter;
}

const maxValue = 3;
/** Added before truncation. It rounds slightly towards zero, as the standard recommends. */
const rounding = 0.5946;
/** The gain at which a value of 1 is full scale. */
const unitGain = 210;

/** Huffman table 5 of the standard, indexed by `4 * first + second`. The codes do not include the signs. */
const pairCodes: readonly (readonly [code: number, length: number])[] = [
  ...([
    [1, 1],
    [2, 3],
    [6, 6],
    [5, 7],
  ] as const),
  ...([
    [3, 3],
    [1, 3],
    [4, 6],
    [4, 7],
  ] as const),
  ...([
    [7, 6],
    [5, 6],
    [7, 7],
    [1, 8],
  ] as const),
  ...([
    [6, 7],
    [1, 6],
    [1, 7],
    [0, 8],
  ] as const),
];

/** Encodes a spectrum with the smallest step size that the table and the bit limit permit. */
export function granuleOf(spectrum: Float64Array, maxBits: number): Granule {
  const peak = spectrum.reduce((max, line) => Math.max(max, Math.abs(line)), 0);
  // A peak below the resolution of 16 bits is silence.
  if (peak < 2 ** -17) return { bigPairs: 0, gain: unitGain, bits: new BitWriter() };
  let gain = Math.max(0, Math.ceil(unitGain + 4 * Math.log2(peak / (maxValue + 1 - rounding) ** (4 / 3))));
  for (;;) {
    const granule = encoded(quantized(spectrum, gain), gain);
    if (granule.bits.length <= maxBits) return granule;
    gain += 1;
  }
}

function quantized(spectrum: Float64Array, gain: number): Int8Array {
  const step = 2 ** ((gain - unitGain) / 4);
  return Int8Array.from(spectrum, (line) => {
    const value = Math.min(maxValue, Math.floor((Math.abs(line) / step) ** 0.75 + rounding));
    return line < 0 ? -value : value;
  });
}

function encoded(lines: Int8Array, gain: number): Granule {
  const bits = new BitWriter();
  const sign = (line: number): void => {
    if (line !== 0) bits.write(line < 0 ? 1 : 0, 1);
  };
  const bigPairs = Math.ceil((lines.findLastIndex((line) => Math.abs(line) > 1) + 1) / 2);
  for (let at = 0; at < 2 * bigPairs; at += 2) {
    const [first = 0, second = 0] = lines.subarray(at, at + 2);
    bits.write(...(pairCodes[4 * Math.abs(first) + Math.abs(second)] ?? [0, 0]));
    sign(first);
    sign(second);
  }
  // The remaining values are -1, 0 and 1. Table B encodes four at a time, as one inverted bit per value.
  const end = lines.findLastIndex((line) => line !== 0) + 1;
  for (let at = 2 * bigPairs; at < end && at + 4 <= granuleSize; at += 4) {
    const four = lines.subarray(at, at + 4);
    bits.write(
      four.reduce((code, line) => code * 2 + (line === 0 ? 1 : 0), 0),
      4,
    );
    four.forEach(sign);
  }
  return { bigPairs, gain, bits };
}
