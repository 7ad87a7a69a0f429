import type { Segment } from './segments.ts';
import type { Timbre } from './timbre.ts';

/** Defects of the sound of a preview. The audio is valid in its format. */
export const previewDefects = [
  'silent',
  'near-silent',
  'clipped',
  'inner-silence',
  'truncated',
  'too-fast',
  'too-slow',
  'wrong-pitch',
  'wrong-sample-rate',
] as const;
export type PreviewDefect = (typeof previewDefects)[number];

const gapSeconds = 3;
/** The vocal tracts of women and children are shorter, which is a larger value. */
const longestShortTract = 1.024;

/** Changes the voice: its speed, or its pitch to that of a child or of a low man. */
export function withTimbreDefect(timbre: Timbre, defect: PreviewDefect | undefined): Timbre {
  if (defect === 'too-fast') return { ...timbre, tempo: timbre.tempo * 3 };
  if (defect === 'too-slow') return { ...timbre, tempo: timbre.tempo * 0.3 };
  if (defect === 'wrong-pitch') {
    return timbre.tract < longestShortTract
      ? { ...timbre, pitch: 320, tract: 1.25 }
      : { ...timbre, pitch: 78, tract: 0.95 };
  }
  return timbre;
}

/** Inserts a gap of three seconds between two sounds. */
export function withSegmentDefect(
  segments: readonly Segment[],
  defect: PreviewDefect | undefined,
): readonly Segment[] {
  const middle = Math.floor(segments.length / 2);
  const next = segments[middle];
  if (defect !== 'inner-silence' || next === undefined) return segments;
  const gap: Segment = { ...next, kind: 'silence', seconds: gapSeconds, loudness: 0 };
  return [...segments.slice(0, middle), gap, ...segments.slice(middle)];
}

/** Changes the recording: its level, or its end. */
export function withSampleDefect(
  samples: Float32Array,
  sampleRate: number,
  defect: PreviewDefect | undefined,
): Float32Array {
  switch (defect) {
    case 'silent':
      return new Float32Array(samples.length);
    case 'near-silent':
      return samples.map((sample) => sample * 0.01);
    case 'clipped':
      return samples.map((sample) => Math.max(-1, Math.min(1, sample * 8)));
    case 'truncated':
      return samples.subarray(0, loudPlace(samples, sampleRate));
    default:
      return samples;
  }
}

/** Returns the middle of the loudest 20 ms between two and four fifths of the samples. */
function loudPlace(samples: Float32Array, sampleRate: number): number {
  const window = Math.round(sampleRate / 50);
  let place = Math.floor(samples.length / 2);
  let loudest = 0;
  for (let from = Math.floor(samples.length * 0.4); from < samples.length * 0.8; from += window) {
    const energy = samples.subarray(from, from + window).reduce((sum, sample) => sum + sample * sample, 0);
    if (energy <= loudest) continue;
    loudest = energy;
    place = from + Math.floor(window / 2);
  }
  return place;
}

/** Returns another documented sample rate than the requested one. */
export function wrongSampleRate(requested: number): number {
  return requested === 16_000 ? 24_000 : 16_000;
}
