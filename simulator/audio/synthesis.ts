import { randomFrom, seedOf } from '../random.ts';
import type { Segment, Vowel } from './segments.ts';
import type { Timbre } from './timbre.ts';

/** A two-pole resonator whose frequency can change while it is in use. */
class Resonator {
  private a = 0;
  private b = 0;
  private c = 0;
  private last = 0;
  private beforeLast = 0;

  tune(frequency: number, bandwidth: number, sampleRate: number): void {
    const bounded = Math.min(frequency, sampleRate * 0.45);
    const radius = Math.exp((-Math.PI * bandwidth) / sampleRate);
    this.c = -radius * radius;
    this.b = 2 * radius * Math.cos((2 * Math.PI * bounded) / sampleRate);
    this.a = 1 - this.b - this.c;
  }

  filter(input: number): number {
    const output = this.a * input + this.b * this.last + this.c * this.beforeLast;
    this.beforeLast = this.last;
    this.last = output;
    return output;
  }
}

/** The glottal flow at a phase of 0 to 1. It rises slowly, falls fast, and is 0 for the rest of the period. */
function glottalFlow(phase: number): number {
  if (phase < 0.4) return 0.5 * (1 - Math.cos((Math.PI * phase) / 0.4));
  if (phase < 0.56) return Math.cos((Math.PI / 2) * ((phase - 0.4) / 0.16));
  return 0;
}

const bandwidths = [80, 100, 140, 220] as const;
/** Time in which formants, pitch and loudness approach the values of a segment. */
const glideSeconds = 0.03;
/** Number of samples between updates of the filters. */
const updateInterval = 16;

function targetsOf(vowel: Vowel, tract: number): readonly number[] {
  return [...vowel.map((formant) => formant * tract), 3500 * tract];
}

/** Filters glottal pulses and breath noise through four resonators in series. Deterministic, with a peak of 0.8. */
export function synthesize(segments: readonly Segment[], timbre: Timbre, sampleRate: number): Float32Array {
  const ends = endsOf(segments, sampleRate);
  const samples = new Float32Array(ends.at(-1) ?? 0);
  const noise = randomFrom(seedOf('noise', sampleRate));
  const resonators = bandwidths.map(() => new Resonator());
  const hissFilter = new Resonator();
  hissFilter.tune(Math.min(5200, sampleRate * 0.4), 1800, sampleRate);
  const formants = [500, 1500, 2500, 3500].map((formant) => formant * timbre.tract);
  const glide = 1 - Math.exp(-updateInterval / (glideSeconds * sampleRate));
  // Coefficient of a low-pass filter on the source. Its cutoff rises with the brightness.
  const keep = Math.exp((-2 * Math.PI * (1_400 + 4_200 * timbre.brightness)) / sampleRate);
  let pitch = timbre.pitch;
  let loudness = 0;
  let hiss = 0;
  let phase = 0;
  let step = 0;
  let lastFlow = 0;
  let source = 0;
  let at = 0;

  segments.forEach((segment, index) => {
    const targets = targetsOf(segment.vowel, timbre.tract);
    const voiced = segment.kind === 'vowel' ? segment.loudness : 0;
    const unvoiced = segment.kind === 'hiss' ? segment.loudness : 0;
    for (const end = ends[index] ?? 0; at < end; at += 1) {
      if (at % updateInterval === 0) {
        pitch += (segment.pitch - pitch) * glide;
        loudness += (voiced - loudness) * glide;
        hiss += (unvoiced - hiss) * glide;
        resonators.forEach((resonator, place) => {
          formants[place] = (formants[place] ?? 0) + ((targets[place] ?? 0) - (formants[place] ?? 0)) * glide;
          resonator.tune(formants[place] ?? 0, bandwidths[place] ?? 100, sampleRate);
        });
        const vibrato = 1 + 0.012 * Math.sin((2 * Math.PI * 5.2 * at) / sampleRate);
        step = (pitch * vibrato) / sampleRate;
      }
      phase += step;
      if (phase >= 1) phase -= 1;
      const flow = glottalFlow(phase);
      const white = noise() * 2 - 1;
      // The lips radiate the derivative of the flow.
      const raw = ((flow - lastFlow) * sampleRate) / (pitch * 12) + white * timbre.breath * 0.5;
      lastFlow = flow;
      source += (raw * loudness - source) * (1 - keep);
      let vocal = source;
      for (const resonator of resonators) vocal = resonator.filter(vocal);
      samples[at] = vocal + hissFilter.filter(white) * hiss * 0.35;
    }
  });
  return normalized(samples);
}

/** Returns the number of samples up to the end of each segment. */
function endsOf(segments: readonly Segment[], sampleRate: number): number[] {
  let total = 0;
  return segments.map(({ seconds }) => {
    total += seconds;
    return Math.round(total * sampleRate);
  });
}

function normalized(samples: Float32Array): Float32Array {
  let peak = 0;
  for (let at = 0; at < samples.length; at += 1) peak = Math.max(peak, Math.abs(samples[at] ?? 0));
  const gain = peak === 0 ? 0 : 0.8 / peak;
  for (let at = 0; at < samples.length; at += 1) samples[at] = (samples[at] ?? 0) * gain;
  return samples;
}
