import * as z from 'zod';

/** Defects that an analysis can find in a preview. They advise: no voice is rejected for them. */
export const previewFindings = [
  'silent',
  'near_silent',
  'clipped',
  'inner_silence',
  'truncated',
  'too_fast',
  'too_slow',
  'pitch_contradicts_brief',
  'sample_rate_mismatch',
] as const;
/** A defect of a preview. docs/preview-analysis.md lists the thresholds. */
export type PreviewFinding = (typeof previewFindings)[number];

const seconds = z.number().nonnegative();

/** Measurements of a preview and the defects that they show. */
export const previewAnalysis = z.object({
  loudnessLufs: z
    .number()
    .nullable()
    .describe('Integrated loudness by ITU-R BS.1770-4, in LUFS. Null if nothing is louder than -70 LUFS.'),
  truePeakDbtp: z
    .number()
    .nullable()
    .describe('Peak of the oversampled signal, in dB relative to full scale. Null if every sample is 0.'),
  clippedShare: z.number().min(0).max(1).describe('Share of the samples that are clipped.'),
  silence: z.object({
    leadingSeconds: seconds.describe('Silence before the first sound.'),
    trailingSeconds: seconds.describe('Silence after the last sound.'),
    longestSeconds: seconds.describe('Longest silence between two sounds.'),
  }),
  pitchHz: z
    .number()
    .positive()
    .nullable()
    .describe('Median pitch, in Hz. Null if no voiced sound was found.'),
  charactersPerSecond: z
    .number()
    .nonnegative()
    .nullable()
    .describe(
      'Unicode code points of the preview text per second between the first and the last sound. Null if the preview is silent.',
    ),
  findings: z.array(z.enum(previewFindings)).readonly(),
});
/** The analysis of a preview. */
export type PreviewAnalysis = Readonly<z.infer<typeof previewAnalysis>>;
