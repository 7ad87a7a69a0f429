import { encode } from './formats.ts';
import { scoreOf } from './score.ts';
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
 * Babble in the melody of the text and the timbre of the description: mono, 16 bits, about a second for 15 Latin
 * letters or 5 Han characters. The same for the same request.
 */
export function previewOf(request: PreviewRequest): Promise<Buffer> {
  const timbre = timbreOf(request.voicePrompt, request.voiceId);
  const score = scoreOf(request.previewText, timbre, request.maxSeconds);
  return encode(synthesize(score, timbre, request.sampleRate), request.sampleRate, request.responseFormat);
}
