import type { PreviewFinding } from '../voice/preview-analysis.ts';
import { expectedPitch } from './expected-pitch.ts';
import type { Silence } from './levels.ts';
import { expectedSeconds } from './speaking-rate.ts';

/** The limits of the findings. docs/preview-analysis.md explains them. */
export const thresholds = {
  /** LUFS. */
  nearSilentBelow: -45,
  clippedShareFrom: 0.001,
  /** Seconds. */
  innerSilenceFrom: 2,
  /** Level of the last 15 ms in dB relative to the level of speech. */
  truncatedFrom: -15,
  /** Times the expected speed. */
  tooFastFrom: 1.9,
  tooSlowBelow: 0.5,
  /** Seconds. The duration of a shorter text varies too much. */
  minExpectedSeconds: 0.8,
} as const;

/** Measurements that findings follow from. Seconds, Hz, LUFS. */
export interface Measurements {
  readonly loudness: number | null;
  readonly clippedShare: number;
  readonly silence: Silence;
  readonly durationSeconds: number;
  /** Level of the end relative to the level of speech, in dB. */
  readonly endLevel: number;
  readonly pitch: number | null;
  readonly sampleRate: number;
}

/** Properties that the preview should have. Null where they are not known. */
export interface Expectations {
  readonly voicePrompt: string | null;
  readonly previewText: string | null;
  /** Sample rates that were requested and that the provider declared, in Hz. */
  readonly sampleRates: readonly number[];
}

/** Returns the defects of a preview, in the order of the contract. A silent preview has no other defect of sound. */
export function findingsOf(measured: Measurements, expected: Expectations): PreviewFinding[] {
  const { loudness, silence } = measured;
  const wrongRate = expected.sampleRates.some((rate) => rate !== measured.sampleRate);
  const mismatch: readonly PreviewFinding[] = wrongRate ? ['sample_rate_mismatch'] : [];
  if (loudness === null) return ['silent', ...mismatch];
  const tempo = tempoOf(measured, expected.previewText);
  const checks: readonly (readonly [PreviewFinding, boolean])[] = [
    ['near_silent', loudness < thresholds.nearSilentBelow],
    ['clipped', measured.clippedShare >= thresholds.clippedShareFrom],
    ['inner_silence', silence.longestSeconds >= thresholds.innerSilenceFrom],
    ['truncated', measured.endLevel >= thresholds.truncatedFrom],
    ['too_fast', tempo !== null && tempo >= thresholds.tooFastFrom],
    ['too_slow', tempo !== null && tempo < thresholds.tooSlowBelow],
    ['pitch_contradicts_brief', contradicts(measured.pitch, expected.voicePrompt)],
  ];
  return [...checks.filter(([, found]) => found).map(([finding]) => finding), ...mismatch];
}

/** Returns the seconds from the first to the last sound. */
export function soundingSeconds({
  durationSeconds,
  silence,
}: Pick<Measurements, 'durationSeconds' | 'silence'>): number {
  return Math.max(0, durationSeconds - silence.leadingSeconds - silence.trailingSeconds);
}

/** Returns the speed of speech relative to the expected one. Null if the text allows no estimate. */
function tempoOf(measured: Measurements, previewText: string | null): number | null {
  const expected = previewText === null ? null : expectedSeconds(previewText);
  if (expected === null || expected < thresholds.minExpectedSeconds) return null;
  const { longestSeconds } = measured.silence;
  // A long gap is a separate finding and no evidence of the speed.
  const gap = longestSeconds >= thresholds.innerSilenceFrom ? longestSeconds : 0;
  const actual = soundingSeconds(measured) - gap;
  return actual > 0 ? expected / actual : null;
}

function contradicts(pitch: number | null, voicePrompt: string | null): boolean {
  const range = voicePrompt === null ? null : expectedPitch(voicePrompt);
  return pitch !== null && range !== null && (pitch < range.min || pitch > range.max);
}
