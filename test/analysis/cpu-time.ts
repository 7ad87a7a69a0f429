import { analyzePreview } from '../../lambdas/shared/preview-analysis/analyze-preview.ts';
import { synthesizePreview } from '../../simulator/audio/preview.ts';

const voicePrompt = 'A warm, unhurried woman in her forties';
const previewText = 'Good evening. The ferry leaves at nine. '.repeat(6);
const sampleRate = 24_000;

export interface CpuTime {
  /** Milliseconds of the first analysis, before the code is compiled. */
  readonly first: number;
  /** Median of later analyses, in milliseconds. */
  readonly median: number;
}

/** Measures the CPU time of analyses of ten seconds of audio at 24 kHz. */
export async function cpuTimeOfAnalysis(repetitions: number): Promise<CpuTime> {
  const request = { voicePrompt, previewText, voiceId: 'voice', sampleRate, responseFormat: 'wav' };
  const { bytes } = await synthesizePreview({ ...request, maxSeconds: 10 });
  const times = Array.from({ length: repetitions }, () => {
    const before = process.cpuUsage();
    const preview = { bytes, mediaType: 'audio/wav', sampleRate, requestedSampleRate: sampleRate };
    analyzePreview({ ...preview, voicePrompt, previewText });
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  });
  const sorted = times.slice(1).sort((a, b) => a - b);
  return { first: times[0] ?? 0, median: sorted[Math.floor(sorted.length / 2)] ?? 0 };
}
