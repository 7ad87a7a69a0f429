import type { Audio } from './audio.ts';

/** Consecutive samples at the peak that count as clipped. An unclipped wave has its peak in one or two samples. */
const minRun = 3;
/** Distance from the peak that still counts as the peak: one and a half steps of 16-bit samples. */
const tolerance = 1.5 / 32_768;
/** Below this peak the steps of 16-bit samples are too coarse to distinguish a flat top. */
const minPeak = 0.1;

/** Returns the share of samples in flat tops: three or more equal samples in a row at the positive or negative peak. */
export function clippedShareOf({ channels }: Audio): number {
  const total = channels.reduce((sum, { length }) => sum + length, 0);
  const clipped = channels.reduce((sum, samples) => sum + countClipped(samples), 0);
  return total === 0 ? 0 : clipped / total;
}

function countClipped(samples: Float32Array): number {
  let top = 0;
  let bottom = 0;
  for (let at = 0; at < samples.length; at += 1) {
    const sample = samples[at] ?? 0;
    if (sample > top) top = sample;
    else if (sample < bottom) bottom = sample;
  }
  return countFlat(samples, top) + countFlat(samples, bottom);
}

function countFlat(samples: Float32Array, peak: number): number {
  if (Math.abs(peak) < minPeak) return 0;
  let count = 0;
  let run = 0;
  for (let at = 0; at < samples.length; at += 1) {
    if (Math.abs((samples[at] ?? 0) - peak) <= tolerance) run += 1;
    else {
      if (run >= minRun) count += run;
      run = 0;
    }
  }
  return run >= minRun ? count + run : count;
}
