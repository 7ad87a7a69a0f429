import { type Audio, decibels } from './audio.ts';

/** Oversampling factor of ITU-R BS.1770-4, annex 2. */
const factor = 4;
/** Samples on each side that an interpolated value depends on. */
const reach = 12;

/** Windowed-sinc interpolators of the three positions between two samples. */
const interpolators: readonly Float64Array[] = [1, 2, 3].map((position) => interpolator(position / factor));
/** An interpolated value is at most this many times the largest sample in reach. */
const largestGain = Math.max(
  ...interpolators.map((taps) => taps.reduce((sum, tap) => sum + Math.abs(tap), 0)),
);

function interpolator(offset: number): Float64Array {
  const taps = Float64Array.from({ length: 2 * reach }, (_, tap) => {
    const distance = tap - (reach - 1) - offset;
    const window = Math.cos((Math.PI * distance) / (2 * reach)) ** 2;
    return (Math.sin(Math.PI * distance) / (Math.PI * distance)) * window;
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}

/** Number of samples that are skipped or examined together. */
const sectionLength = 16;

/** Returns the true peak in dB relative to full scale, or null if every sample is 0. */
export function truePeakOf({ channels }: Audio): number | null {
  const peak = Math.max(0, ...channels.map(peakOf));
  return peak === 0 ? null : decibels(peak);
}

function peakOf(samples: Float32Array): number {
  const maxima = sectionMaxima(samples);
  let peak = 0;
  for (const value of maxima) peak = Math.max(peak, value);
  for (let section = 0; section < maxima.length; section += 1) {
    const near = Math.max(maxima[section - 1] ?? 0, maxima[section] ?? 0, maxima[section + 1] ?? 0);
    // Most sections are too quiet to exceed the peak found so far.
    if (near * largestGain <= peak) continue;
    const end = Math.min(samples.length, (section + 1) * sectionLength);
    for (let at = section * sectionLength; at < end; at += 1) {
      for (const taps of interpolators) {
        const value = Math.abs(interpolate(samples, at, taps));
        if (value > peak) peak = value;
      }
    }
  }
  return peak;
}

function sectionMaxima(samples: Float32Array): Float32Array {
  const maxima = new Float32Array(Math.ceil(samples.length / sectionLength));
  for (let section = 0; section < maxima.length; section += 1) {
    const end = Math.min(samples.length, (section + 1) * sectionLength);
    let max = 0;
    for (let at = section * sectionLength; at < end; at += 1) {
      const sample = samples[at] ?? 0;
      if (sample > max) max = sample;
      else if (-sample > max) max = -sample;
    }
    maxima[section] = max;
  }
  return maxima;
}

/** Returns the value between a sample and the next one. Samples before the start and after the end are 0. */
function interpolate(samples: Float32Array, at: number, taps: Float64Array): number {
  const first = at - (reach - 1);
  const from = Math.max(0, -first);
  const to = Math.min(taps.length, samples.length - first);
  let value = 0;
  for (let tap = from; tap < to; tap += 1) value += (taps[tap] ?? 0) * (samples[first + tap] ?? 0);
  return value;
}
