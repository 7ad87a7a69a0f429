import {
  type PreviewDefect,
  withSampleDefect,
  withSegmentDefect,
  withTimbreDefect,
  wrongSampleRate,
} from './defects.ts';
import { encode } from './formats.ts';
import { segmentsOf } from './segments.ts';
import { synthesize } from './synthesis.ts';
import { timbreOf } from './timbre.ts';

export interface PreviewRequest {
  readonly voicePrompt: string;
  readonly previewText: string;
  readonly voiceId: string;
  readonly sampleRate: number;
  readonly responseFormat: string;
  readonly maxSeconds: number;
  readonly defect?: PreviewDefect | undefined;
}

export interface SynthesizedPreview {
  readonly bytes: Buffer;
  /** Sample rate of the audio. It differs from the requested one only with the defect `wrong-sample-rate`. */
  readonly sampleRate: number;
}

/**
 * Synthesizes a preview: speech-like sounds with the rhythm of the text and a timbre that follows the voice prompt. Mono,
 * 16 bits, about one second per 15 Latin letters or 5 Han characters. Equal requests give equal audio.
 */
export async function synthesizePreview(request: PreviewRequest): Promise<SynthesizedPreview> {
  const { defect } = request;
  const sampleRate =
    defect === 'wrong-sample-rate' ? wrongSampleRate(request.sampleRate) : request.sampleRate;
  const timbre = withTimbreDefect(timbreOf(request.voicePrompt, request.voiceId), defect);
  const segments = segmentsOf(request.previewText, timbre, request.maxSeconds);
  const samples = synthesize(withSegmentDefect(segments, defect), timbre, sampleRate);
  const recorded = withSampleDefect(samples, sampleRate, defect);
  return { bytes: await encode(recorded, sampleRate, request.responseFormat), sampleRate };
}
