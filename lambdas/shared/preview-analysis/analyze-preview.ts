import type { PreviewAnalysis } from '../voice/preview-analysis.ts';
import { type Audio, decibels, monoOf } from './audio.ts';
import { clippedShareOf } from './clipping.ts';
import { decodeSamples } from './decode-samples.ts';
import { decodeWav } from './decode-wav.ts';
import { findingsOf, type Measurements, soundingSeconds } from './findings.ts';
import { type Levels, levelsOf, rootMeanSquare, silenceOf } from './levels.ts';
import { loudnessOf } from './loudness.ts';
import { pitchOf } from './pitch.ts';
import { charactersOf } from './speaking-rate.ts';
import { truePeakOf } from './true-peak.ts';
import { waveformOf } from './waveform.ts';

/** A preview and the request that it answers. */
export interface PreviewToAnalyze {
  readonly bytes: Uint8Array;
  /** For example `audio/wav`. */
  readonly mediaType: string;
  /** Sample rate that the provider declared, in Hz. */
  readonly sampleRate: number;
  /** Null if it is not known. */
  readonly requestedSampleRate: number | null;
  readonly voicePrompt: string | null;
  readonly previewText: string | null;
}

export interface AnalyzedPreview {
  readonly analysis: PreviewAnalysis;
  /** 200 peaks as Base64, see `waveformOf`. */
  readonly waveform: string;
}

/** Seconds at the end whose level shows whether speech was cut off. */
const endSeconds = 0.015;

/**
 * Measures a preview and finds its defects.
 *
 * @returns null if the format cannot be decoded, or the audio is empty or too long
 */
export function analyzePreview(preview: PreviewToAnalyze): AnalyzedPreview | null {
  const audio = decode(preview);
  if (audio === null) return null;
  const { sampleRate } = audio;
  const mono = monoOf(audio);
  if (mono.length === 0) return null;
  const centered = withoutOffset(mono);
  const levels = levelsOf(centered, sampleRate);
  const measured: Measurements = {
    loudness: loudnessOf(audio),
    clippedShare: clippedShareOf(audio),
    silence: silenceOf(levels),
    durationSeconds: mono.length / sampleRate,
    endLevel: endLevelOf(centered, sampleRate, levels),
    pitch: pitchOf(centered, sampleRate, levels),
    sampleRate,
  };
  return { analysis: analysisOf(preview, measured, truePeakOf(audio)), waveform: waveformOf(mono) };
}

/** True if previews of the media type can be decoded. */
export function isAnalyzable(mediaType: string): boolean {
  return mediaType === 'audio/wav' || mediaType === 'audio/pcm';
}

function decode({ bytes, mediaType, sampleRate }: PreviewToAnalyze): Audio | null {
  if (mediaType === 'audio/wav') return decodeWav(bytes);
  if (mediaType !== 'audio/pcm') return null;
  return decodeSamples(bytes, { encoding: 'integer', bitsPerSample: 16, channels: 1, sampleRate });
}

function analysisOf(
  { previewText, voicePrompt, sampleRate, requestedSampleRate }: PreviewToAnalyze,
  measured: Measurements,
  truePeak: number | null,
): PreviewAnalysis {
  const { loudness, clippedShare, silence, pitch } = measured;
  const sounding = soundingSeconds(measured);
  const isSpeech = loudness !== null && previewText !== null && sounding > 0;
  return {
    loudnessLufs: loudness === null ? null : round(loudness, 1),
    truePeakDbtp: truePeak === null ? null : round(truePeak, 1),
    clippedShare: round(clippedShare, 5),
    silence: {
      leadingSeconds: round(silence.leadingSeconds, 2),
      trailingSeconds: round(silence.trailingSeconds, 2),
      longestSeconds: round(silence.longestSeconds, 2),
    },
    pitchHz: loudness === null || pitch === null ? null : round(pitch, 1),
    charactersPerSecond: isSpeech ? round(charactersOf(previewText) / sounding, 1) : null,
    findings: findingsOf(measured, {
      voicePrompt,
      previewText,
      sampleRates: requestedSampleRate === null ? [sampleRate] : [sampleRate, requestedSampleRate],
    }),
  };
}

/** Removes a constant offset, which is no sound. */
function withoutOffset(samples: Float32Array): Float32Array {
  let sum = 0;
  for (let at = 0; at < samples.length; at += 1) sum += samples[at] ?? 0;
  const offset = sum / samples.length;
  const centered = new Float32Array(samples.length);
  for (let at = 0; at < samples.length; at += 1) centered[at] = (samples[at] ?? 0) - offset;
  return centered;
}

/** Returns the level at the end relative to the level of speech, in dB. */
function endLevelOf(samples: Float32Array, sampleRate: number, { speech }: Levels): number {
  const from = Math.max(0, samples.length - Math.round(endSeconds * sampleRate));
  return decibels(rootMeanSquare(samples, from, samples.length) / speech);
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
