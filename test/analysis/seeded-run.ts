import { analyzePreview } from '../../lambdas/shared/preview-analysis/analyze-preview.ts';
import { type PreviewFinding, previewFindings } from '../../lambdas/shared/voice/preview-analysis.ts';
import type { PreviewDefect } from '../../simulator/audio/defects.ts';
import { synthesizePreview } from '../../simulator/audio/preview.ts';
import { type RequestedPreview, requestedPreview } from './requested-previews.ts';

/** The defect of the simulator that each finding describes. */
export const defectOf: Readonly<Record<PreviewFinding, PreviewDefect>> = {
  silent: 'silent',
  near_silent: 'near-silent',
  clipped: 'clipped',
  inner_silence: 'inner-silence',
  truncated: 'truncated',
  too_fast: 'too-fast',
  too_slow: 'too-slow',
  pitch_contradicts_brief: 'wrong-pitch',
  sample_rate_mismatch: 'wrong-sample-rate',
};

export interface Counts {
  /** Number of defective previews with each finding. */
  readonly found: ReadonlyMap<PreviewFinding, number>;
  /** Previews without the finding of their defect. */
  readonly missed: readonly string[];
  /** Clean previews with a finding. */
  readonly falseFindings: readonly string[];
}

/** Returns how many clean previews may have a finding: one in 5,000, and none of fewer. */
export function maxFalseFindings(clean: number): number {
  return Math.floor(clean / 5_000);
}

/** Synthesizes and analyzes previews: a number with each defect, and a number without one. */
export async function seededRun(seed: number, ofEachDefect: number, clean: number): Promise<Counts> {
  const found = new Map<PreviewFinding, number>(previewFindings.map((finding) => [finding, 0]));
  const missed: string[] = [];
  const falseFindings: string[] = [];
  for (const finding of previewFindings) {
    for (let number = 0; number < ofEachDefect; number += 1) {
      const requested = requestedPreview(seed, number, true);
      const findings = await findingsOf(requested, defectOf[finding]);
      if (findings.includes(finding)) found.set(finding, (found.get(finding) ?? 0) + 1);
      else missed.push(`${finding} in ${JSON.stringify(requested)}: ${findings}`);
    }
  }
  for (let number = 0; number < clean; number += 1) {
    const requested = requestedPreview(seed, number, false);
    const findings = await findingsOf(requested);
    if (findings.length > 0) falseFindings.push(`${findings} in ${JSON.stringify(requested)}`);
  }
  return { found, missed, falseFindings };
}

async function findingsOf(
  requested: RequestedPreview,
  defect?: PreviewDefect,
): Promise<readonly PreviewFinding[]> {
  const { bytes, sampleRate } = await synthesizePreview({ ...requested, maxSeconds: 180, defect });
  const analyzed = analyzePreview({
    bytes,
    mediaType: `audio/${requested.responseFormat}`,
    sampleRate,
    requestedSampleRate: requested.sampleRate,
    voicePrompt: requested.voicePrompt,
    previewText: requested.previewText,
  });
  if (analyzed === null) throw new TypeError('a preview was not analyzed');
  return analyzed.analysis.findings;
}
