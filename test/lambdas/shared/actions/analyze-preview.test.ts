import { describe, expect, it } from '@jest/globals';
import { type AnalyzePreview, analyzePreviewOf } from '../../../../lambdas/shared/actions/analyze-preview.ts';
import type { LogFields } from '../../../../lambdas/shared/platform/log.ts';
import { requestedVoice, storedAnalysis } from '../../../support/voices.ts';
import { pcm16, sine, wavOf } from '../preview-analysis/support/signals.ts';

const audio = {
  bytes: wavOf(pcm16(sine([{ level: -20, seconds: 1 }], 24_000))),
  mediaType: 'audio/wav',
  sampleRate: 24_000,
};

function analyzed(analyze?: AnalyzePreview) {
  const errors: (readonly [string, LogFields | undefined])[] = [];
  const log = {
    info: () => {},
    error: (message: string, fields?: LogFields) => errors.push([message, fields]),
  };
  return { result: analyzePreviewOf(requestedVoice(), audio, log, analyze), errors };
}

describe('the analysis of the preview of a record', () => {
  it('compares the audio with the request', () => {
    const { result, errors } = analyzed();
    expect(result?.analysis.loudnessLufs).toBeCloseTo(-20, 0);
    expect(errors).toEqual([]);
    const other = analyzePreviewOf(requestedVoice({ sampleRate: 48_000 }), audio, {
      info: () => {},
      error: () => {},
    });
    expect(other?.analysis.findings).toContain('sample_rate_mismatch');
  });

  it('is null if the analysis throws, and logs the error without a text', () => {
    const { result, errors } = analyzed(() => {
      throw new RangeError('out of memory');
    });
    expect(result).toBeNull();
    expect(errors).toEqual([
      [
        'the preview could not be analyzed',
        { voiceId: requestedVoice().voiceId, error: 'RangeError: out of memory' },
      ],
    ]);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('is null if a measurement is %p', (loudnessLufs) => {
    const { result, errors } = analyzed(() => ({
      analysis: { ...storedAnalysis, loudnessLufs },
      waveform: '',
    }));
    expect(result).toBeNull();
    expect(errors).toHaveLength(1);
  });
});
