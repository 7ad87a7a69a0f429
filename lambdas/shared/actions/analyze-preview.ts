import type { Log } from '../platform/log.ts';
import {
  type AnalyzedPreview,
  analyzePreview,
  type PreviewToAnalyze,
} from '../preview-analysis/analyze-preview.ts';
import { previewAnalysis } from '../voice/preview-analysis.ts';
import type { VoiceRecord } from '../voice/record.ts';

/** Analyzes a preview, or returns null if it cannot. */
export type AnalyzePreview = (preview: PreviewToAnalyze) => AnalyzedPreview | null;

/** The parts of a stored preview that an analysis needs. */
type PreviewAudio = Pick<PreviewToAnalyze, 'bytes' | 'mediaType' | 'sampleRate'>;

/** An analysis returned a measurement that cannot be stored. */
class AnalysisError extends Error {
  override readonly name = 'AnalysisError';
}

/**
 * Analyzes the preview of a record. It never throws, because an analysis only advises and must not fail the step that
 * records the preview.
 *
 * @param analyze replaced in tests
 */
export function analyzePreviewOf(
  record: Pick<VoiceRecord, 'voiceId' | 'voicePrompt' | 'previewText' | 'sampleRate'>,
  audio: PreviewAudio,
  log: Log,
  analyze: AnalyzePreview = analyzePreview,
): AnalyzedPreview | null {
  const { voiceId, voicePrompt, previewText, sampleRate } = record;
  try {
    const analyzed = analyze({ ...audio, requestedSampleRate: sampleRate, voicePrompt, previewText });
    // DynamoDB stores no NaN. A measurement that is not a number must not fail the write of the preview.
    const isStorable = analyzed === null || previewAnalysis.safeParse(analyzed.analysis).success;
    if (!isStorable) throw new AnalysisError('a measurement is not a number');
    return analyzed;
  } catch (error) {
    log.error('the preview could not be analyzed', { voiceId, error: String(error) });
    return null;
  }
}
