import type { Audio } from './audio.ts';

/**
 * Returns the number of consecutive samples at the peak that count as clipped. An unclipped wave has its peak in one or
 * two samples. At the sample rate of telephony, the tops of a clipped wave have few samples.
 */
function minRun(sampleRate: number): number {
  return sampleRate < 12_000 ? 2 : 3;
}

/** Distance from the peak that still counts as the peak: one and a half steps of 16-bit samples. */
const tolerance = 1.5 / 32_768;
/** Below this peak the steps of 16-bit samples are too coarse to distinguish a flat top. */
const minPeak = 0.1;

/** Returns the share of samples in flat tops: samples in a row at the positive or negative peak. */
export function clippedShareOf({ channels, sampleRate }: Audio): number {
  const total = channels.reduce((sum, { length }) => sum + length, 0);
  const clipped = channels.reduce((sum, samples) => sum + countClipped(samples, minRun(sampleRate)), 0);
  return total === 0 ? 0 : clipped / total;
}

function countClipped(samples: Float32Array, run: number): number {
  let top = 0;
  let bottom = 0;
  for (let at = 0; at < samples.length; at += 1) {
    const sample = samples[at] ?? 0;
    if (sample > top) top = sample;
    else if (sample < bottom) bottom = sample;
  }
  return Math.max(top, -bottom) < minPeak ? 0 : countRuns(samples, top, bottom, run);
}

/** Counts the samples in runs at the peaks. A wave near half the sample rate alternates between both peaks. */
function countRuns(samples: Float32Array, top: number, bottom: number, min: number): number {
  let count = 0;
  let run = 0;
  for (let at = 0; at < samples.length; at += 1) {
    const sample = samples[at] ?? 0;
    if (top - sample <= tolerance || sample - bottom <= tolerance) run += 1;
    else {
      if (run >= min) count += run;
      run = 0;
    }
  }
  return run >= min ? count + run : count;
}
