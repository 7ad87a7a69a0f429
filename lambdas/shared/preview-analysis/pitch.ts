import { amplitude } from './audio.ts';
import type { Levels } from './levels.ts';

/**
 * Median pitch by the YIN algorithm.
 *
 * @see de Cheveigné and Kawahara, "YIN, a fundamental frequency estimator for speech and music" (2002)
 */

/** Sample rate after decimation, approximately. Pitch needs no more. */
const decimatedRate = 8_000;
const lowestHz = 55;
const highestHz = 600;
/** Seconds of the signal that are compared with a later part. */
const windowSeconds = 0.025;
/** A normalized difference below this value is a period. */
const threshold = 0.15;
/** Frames this far below the level of speech are not examined. */
const belowSpeech = 15;
const maxFrames = 120;
/** With fewer voiced frames there is no reliable median. */
const minVoicedFrames = 6;

/** Returns the median pitch of the voiced frames in Hz, or null if there are too few. */
export function pitchOf(samples: Float32Array, sampleRate: number, levels: Levels): number | null {
  const factor = Math.max(1, Math.round(sampleRate / decimatedRate));
  const signal = smooth(smooth(decimate(samples, factor)));
  const rate = sampleRate / factor;
  const pitches: number[] = [];
  for (const seconds of loudFrames(levels)) {
    const pitch = pitchAt(signal, Math.round(seconds * rate), rate);
    if (pitch !== null) pitches.push(pitch);
  }
  if (pitches.length < minVoicedFrames) return null;
  pitches.sort((a, b) => a - b);
  return pitches[Math.floor(pitches.length / 2)] ?? null;
}

/** Averages groups of samples, which also attenuates most of what decimation would alias. */
function decimate(samples: Float32Array, factor: number): Float32Array {
  if (factor === 1) return samples;
  const decimated = new Float32Array(Math.floor(samples.length / factor));
  for (let at = 0; at < decimated.length; at += 1) {
    let sum = 0;
    for (let within = 0; within < factor; within += 1) sum += samples[at * factor + within] ?? 0;
    decimated[at] = sum / factor;
  }
  return decimated;
}

/** Attenuates what is far above every pitch, so that a period need not be a whole number of samples. */
function smooth(samples: Float32Array): Float32Array {
  const smoothed = new Float32Array(samples.length);
  for (let at = 0; at < samples.length; at += 1) {
    smoothed[at] = ((samples[at - 1] ?? 0) + 2 * (samples[at] ?? 0) + (samples[at + 1] ?? 0)) / 4;
  }
  return smoothed;
}

/** Returns the start times in seconds of loud frames, evenly chosen. */
function loudFrames({ frames, speech, silence, frameSeconds }: Levels): number[] {
  const minLevel = Math.max(silence, speech * amplitude(-belowSpeech));
  const loud: number[] = [];
  frames.forEach((level, frame) => {
    if (level >= minLevel) loud.push(frame * frameSeconds);
  });
  const step = Math.max(1, loud.length / maxFrames);
  return Array.from(
    { length: Math.min(loud.length, maxFrames) },
    (_, index) => loud[Math.floor(index * step)] ?? 0,
  );
}

/** Returns the pitch of the signal from a position on, or null if the signal is not periodic there. */
function pitchAt(signal: Float32Array, from: number, rate: number): number | null {
  const window = Math.round(windowSeconds * rate);
  const shortest = Math.floor(rate / highestHz);
  const longest = Math.ceil(rate / lowestHz);
  if (from + window + longest + 1 >= signal.length) return null;
  const normalized = new Float64Array(longest + 2);
  let sum = 0;
  for (let lag = 1; lag <= longest + 1; lag += 1) {
    const difference = differenceAt(signal, from, window, lag);
    sum += difference;
    normalized[lag] = sum === 0 ? 1 : (difference * lag) / sum;
  }
  for (let lag = shortest; lag <= longest; lag += 1) {
    const here = normalized[lag] ?? 1;
    if (here >= threshold || here > (normalized[lag + 1] ?? 1)) continue;
    return rate / (lag + vertex(normalized[lag - 1] ?? 1, here, normalized[lag + 1] ?? 1));
  }
  return null;
}

function differenceAt(signal: Float32Array, from: number, window: number, lag: number): number {
  let sum = 0;
  for (let at = from; at < from + window; at += 1) {
    const difference = (signal[at] ?? 0) - (signal[at + lag] ?? 0);
    sum += difference * difference;
  }
  return sum;
}

/** Returns the offset of the vertex of the parabola through three equidistant values, from the middle one. */
function vertex(before: number, here: number, after: number): number {
  const curvature = before - 2 * here + after;
  return curvature === 0 ? 0 : Math.max(-0.5, Math.min(0.5, (before - after) / (2 * curvature)));
}
