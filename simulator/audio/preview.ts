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
}

/**
 * Synthesizes a preview: speech-like sounds with the rhythm of the text and a timbre that follows the voice prompt. Mono,
 * 16 bits, about one second per 15 Latin letters or 5 Han characters. Equal requests give equal audio.
 */
export function synthesizePreview(request: PreviewRequest): Promise<Buffer> {
  const timbre = timbreOf(request.voicePrompt, request.voiceId);
  const segments = segmentsOf(request.previewText, timbre, request.maxSeconds);
  const samples = synthesize(segments, timbre, request.sampleRate);
  return encode(samples, request.sampleRate, request.responseFormat);
}
