import { amplitude } from './audio.ts';

/** Frames per second of the level curve. */
const framesPerSecond = 100;
/** Below this level a frame is silent, in dB relative to full scale. */
const silenceFloor = -75;
/** A frame is also silent this far below the level of speech. */
const silenceBelowSpeech = 40;

/** The level of a signal over time, in frames of 10 ms. */
export interface Levels {
  readonly frameSeconds: number;
  /** Root mean square of each frame. */
  readonly frames: Float32Array;
  /** The level that only 5 % of the frames exceed. */
  readonly speech: number;
  /** A frame below this level is silent. */
  readonly silence: number;
}

/** Measures levels. An incomplete frame at the end is measured over its samples. */
export function levelsOf(samples: Float32Array, sampleRate: number): Levels {
  const length = Math.max(1, Math.round(sampleRate / framesPerSecond));
  const frames = new Float32Array(Math.ceil(samples.length / length));
  for (let frame = 0; frame < frames.length; frame += 1) {
    frames[frame] = rootMeanSquare(samples, frame * length, Math.min(samples.length, (frame + 1) * length));
  }
  const speech = percentile(frames, 0.95);
  return {
    frameSeconds: length / sampleRate,
    frames,
    speech,
    silence: Math.max(amplitude(silenceFloor), speech * amplitude(-silenceBelowSpeech)),
  };
}

/** Returns the root mean square of the samples in a range. */
export function rootMeanSquare(samples: Float32Array, from: number, to: number): number {
  let energy = 0;
  for (let at = from; at < to; at += 1) energy += (samples[at] ?? 0) ** 2;
  return to > from ? Math.sqrt(energy / (to - from)) : 0;
}

function percentile(values: Float32Array, share: number): number {
  const sorted = Float32Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** Durations of silence, in seconds. */
export interface Silence {
  readonly leadingSeconds: number;
  readonly trailingSeconds: number;
  /** Longest silence between two sounds. */
  readonly longestSeconds: number;
}

/** Measures silences. In a signal without a sound, the leading and the trailing silence are the whole signal. */
export function silenceOf({ frames, silence, frameSeconds }: Levels): Silence {
  const isSound = (level: number) => level >= silence;
  const first = frames.findIndex(isSound);
  const whole = frames.length * frameSeconds;
  if (first < 0) return { leadingSeconds: whole, trailingSeconds: whole, longestSeconds: 0 };
  const last = frames.findLastIndex(isSound);
  let longest = 0;
  for (let at = first, run = 0; at <= last; at += 1) {
    run = isSound(frames[at] ?? 0) ? 0 : run + 1;
    longest = Math.max(longest, run);
  }
  return {
    leadingSeconds: first * frameSeconds,
    trailingSeconds: (frames.length - 1 - last) * frameSeconds,
    longestSeconds: longest * frameSeconds,
  };
}
