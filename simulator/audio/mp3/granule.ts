import { BitWriter } from './bits.ts';
import { granuleSize } from './spectrum.ts';

/** A spectrum in whole numbers from -3 to 3: all that the smallest of the standard's code tables can say. */
export interface Granule {
  /** Pairs of lines that may hold numbers above 1. */
  readonly bigPairs: number;
  /** The step's size, a quarter of a power of two each. */
  readonly gain: number;
  readonly bits: BitWriter;
}

const largest = 3;
/** What is added before cutting off: rounds a little towards zero, as the standard suggests. */
const rounding = 0.5946;
/** The gain at which a line of 1 stands for full scale. */
const unitGain = 210;

/** Table 5 of the standard, by `4 * first + second`: code and length, without the signs. */
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

/** Encodes a spectrum as finely as the table and the room allow. */
export function granuleOf(spectrum: Float64Array, roomBits: number): Granule {
  const peak = spectrum.reduce((most, line) => Math.max(most, Math.abs(line)), 0);
  // Below the last bit of 16: silence.
  if (peak < 2 ** -17) return { bigPairs: 0, gain: unitGain, bits: new BitWriter() };
  let gain = Math.max(0, Math.ceil(unitGain + 4 * Math.log2(peak / (largest + 1 - rounding) ** (4 / 3))));
  for (;;) {
    const granule = encoded(quantized(spectrum, gain), gain);
    if (granule.bits.length <= roomBits) return granule;
    gain += 1;
  }
}

function quantized(spectrum: Float64Array, gain: number): Int8Array {
  const step = 2 ** ((gain - unitGain) / 4);
  return Int8Array.from(spectrum, (line) => {
    const value = Math.min(largest, Math.floor((Math.abs(line) / step) ** 0.75 + rounding));
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
  // What follows is zeros and ones, four at a time (table B: the lines' bits, inverted), up to the last one.
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
