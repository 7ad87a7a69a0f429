import type { Audio } from './audio.ts';

/**
 * Integrated loudness by ITU-R BS.1770-4 and EBU R 128.
 *
 * @see https://www.itu.int/rec/R-REC-BS.1770
 * @see https://tech.ebu.ch/publications/tech3341
 */

/** Coefficients of a second-order filter whose a0 is 1. */
interface Biquad {
  readonly b0: number;
  readonly b1: number;
  readonly b2: number;
  readonly a1: number;
  readonly a2: number;
}

/**
 * The two filters of the K-weighting at any sample rate. The standard gives coefficients for 48 kHz only. These are the
 * analog prototypes of those coefficients, after De Man, "Evaluation of implementations of the EBU R 128 loudness
 * measurement" (AES 2018).
 */
function kWeighting(sampleRate: number): readonly [Biquad, Biquad] {
  return [highShelf(sampleRate), highPass(sampleRate)];
}

/** Models the acoustic effect of the head. */
function highShelf(sampleRate: number): Biquad {
  const k = Math.tan((Math.PI * 1_681.974450955533) / sampleRate);
  const q = 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const band = high ** 0.4996667741545416;
  const a0 = 1 + k / q + k * k;
  return {
    b0: (high + (band * k) / q + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - (band * k) / q + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - k / q + k * k) / a0,
  };
}

/** The revised low-frequency B-curve. */
function highPass(sampleRate: number): Biquad {
  const k = Math.tan((Math.PI * 38.13547087602444) / sampleRate);
  const q = 0.5003270373238773;
  const a0 = 1 + k / q + k * k;
  return { b0: 1, b1: -2, b2: 1, a1: (2 * (k * k - 1)) / a0, a2: (1 - k / q + k * k) / a0 };
}

/** Blocks of 400 ms overlap by 75 %: each consists of four sections of 100 ms. */
const sectionsPerSecond = 10;
const sectionsPerBlock = 4;
const absoluteGateLufs = -70;
const relativeGateLu = -10;

/** A channel and its weight in the sum: 1 at the front, 1.41 at the sides and behind. */
export interface WeightedChannel {
  readonly samples: Float32Array;
  readonly weight: number;
}

/**
 * Returns the integrated loudness of audio in LUFS. A single channel is measured as it is heard, from two loudspeakers, so
 * that a mono file is as loud as a stereo file with the same samples in both channels.
 *
 * @returns null if no block is louder than -70 LUFS
 */
export function loudnessOf({ channels, sampleRate }: Audio): number | null {
  const weight = channels.length === 1 ? 2 : 1;
  return integratedLoudness(
    channels.map((samples) => ({ samples, weight })),
    sampleRate,
  );
}

/** Returns the integrated loudness of channels in LUFS, or null if no block is louder than -70 LUFS. */
export function integratedLoudness(channels: readonly WeightedChannel[], sampleRate: number): number | null {
  const powers = blockPowers(channels, sampleRate);
  const audible = powers.filter((power) => lufs(power) > absoluteGateLufs);
  if (audible.length === 0) return null;
  const relativeGate = lufs(mean(audible)) + relativeGateLu;
  return lufs(mean(audible.filter((power) => lufs(power) > relativeGate)));
}

/** Returns the weighted mean square of each block. Audio that is shorter than a block is one block. */
function blockPowers(channels: readonly WeightedChannel[], sampleRate: number): number[] {
  const length = Math.max(0, ...channels.map(({ samples }) => samples.length));
  const section = Math.round(sampleRate / sectionsPerSecond);
  const energies = new Float64Array(Math.ceil(length / section));
  for (const { samples, weight } of channels) addEnergies(samples, weight, sampleRate, section, energies);
  const complete = Math.floor(length / section);
  if (complete < sectionsPerBlock) return length === 0 ? [] : [sum(energies) / length];
  return Array.from(
    { length: complete - sectionsPerBlock + 1 },
    (_, first) => sum(energies.subarray(first, first + sectionsPerBlock)) / (section * sectionsPerBlock),
  );
}

/** Adds the weighted energy of a channel in each section after both filters, which are in transposed direct form II. */
function addEnergies(
  samples: Float32Array,
  weight: number,
  sampleRate: number,
  section: number,
  energies: Float64Array,
): void {
  const [shelf, pass] = kWeighting(sampleRate);
  let [s1, s2, p1, p2] = [0, 0, 0, 0];
  for (let index = 0; index < energies.length; index += 1) {
    const end = Math.min(samples.length, (index + 1) * section);
    let energy = 0;
    for (let at = index * section; at < end; at += 1) {
      const input = samples[at] ?? 0;
      const shelved = shelf.b0 * input + s1;
      s1 = shelf.b1 * input - shelf.a1 * shelved + s2;
      s2 = shelf.b2 * input - shelf.a2 * shelved;
      const passed = pass.b0 * shelved + p1;
      p1 = pass.b1 * shelved - pass.a1 * passed + p2;
      p2 = pass.b2 * shelved - pass.a2 * passed;
      energy += passed * passed;
    }
    energies[index] = (energies[index] ?? 0) + energy * weight;
  }
}

function lufs(power: number): number {
  return -0.691 + 10 * Math.log10(power);
}

function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}
