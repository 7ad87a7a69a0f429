import { describe, expect, it } from '@jest/globals';
import {
  analyzePreview,
  isAnalyzable,
  type PreviewToAnalyze,
} from '../../../../lambdas/shared/preview-analysis/analyze-preview.ts';
import { previewAnalysis } from '../../../../lambdas/shared/voice/preview-analysis.ts';
import fc from '../../../support/fast-check.ts';
import { pcm16, sine, wavOf } from './support/signals.ts';

const tone = sine([{ level: -20, seconds: 2 }], 24_000, 200);
const preview: PreviewToAnalyze = {
  bytes: wavOf(pcm16(tone)),
  mediaType: 'audio/wav',
  sampleRate: 24_000,
  requestedSampleRate: 24_000,
  voicePrompt: 'A calm voice.',
  previewText: 'Good evening. The ferry leaves.',
};

describe('the analysis of a preview', () => {
  it('measures a tone', () => {
    expect(analyzePreview(preview)?.analysis).toEqual({
      loudnessLufs: expect.closeTo(-20.7, 0),
      truePeakDbtp: -20,
      clippedShare: 0,
      silence: { leadingSeconds: 0, trailingSeconds: 0, longestSeconds: 0 },
      pitchHz: expect.closeTo(200, 0),
      charactersPerSecond: 15.5,
      // A tone ends at full level, as speech does that is cut off.
      findings: ['truncated'],
    });
  });

  it('gives raw samples the result of the same samples in a WAV file', () => {
    const raw = { ...preview, bytes: pcm16(tone), mediaType: 'audio/pcm' };
    expect(analyzePreview(raw)).toEqual(analyzePreview(preview));
  });

  it('ignores a constant offset', () => {
    const offset = wavOf(pcm16(tone.map((sample) => sample + 0.1)));
    expect(analyzePreview({ ...preview, bytes: offset })?.analysis).toMatchObject({
      loudnessLufs: analyzePreview(preview)?.analysis.loudnessLufs,
      silence: { leadingSeconds: 0 },
    });
  });

  it('finds silence, and then no other defect of the sound', () => {
    const silent = { ...preview, bytes: wavOf(new Uint8Array(96_000)) };
    expect(analyzePreview(silent)?.analysis).toEqual({
      loudnessLufs: null,
      truePeakDbtp: null,
      clippedShare: 0,
      silence: { leadingSeconds: 2, trailingSeconds: 2, longestSeconds: 0 },
      pitchHz: null,
      charactersPerSecond: null,
      findings: ['silent'],
    });
  });

  it.each([
    ['the requested one', { requestedSampleRate: 48_000 }],
    ['the declared one', { sampleRate: 16_000 }],
  ])('finds a sample rate that differs from %s', (_case, changes) => {
    expect(analyzePreview({ ...preview, ...changes })?.analysis.findings).toContain('sample_rate_mismatch');
  });

  it('finds no different sample rate if none was requested', () => {
    const { findings } = analyzePreview({ ...preview, requestedSampleRate: null })?.analysis ?? {};
    expect(findings).not.toContain('sample_rate_mismatch');
  });

  it.each(['audio/mpeg', 'audio/ogg', 'text/html'])('is null for %s', (mediaType) => {
    expect(isAnalyzable(mediaType)).toBe(false);
    expect(analyzePreview({ ...preview, mediaType })).toBeNull();
  });

  it('is null for audio without samples', () => {
    expect(analyzePreview({ ...preview, bytes: wavOf(new Uint8Array(0)) })).toBeNull();
    expect(analyzePreview({ ...preview, bytes: Buffer.from([1]), mediaType: 'audio/pcm' })).toBeNull();
  });

  const anyText = fc.option(fc.string({ unit: 'binary', maxLength: 80 }));
  const anyRate = fc.oneof(fc.constantFrom(8_000, 24_000, 48_000), fc.integer(), fc.double());
  /** A valid header before arbitrary samples, so that most examples reach the measurements. */
  const anyWav = fc
    .record({
      data: fc.uint8Array({ maxLength: 4_000 }),
      format: fc.constantFrom(1, 3, 0xfffe),
      channels: fc.constantFrom(1, 2),
      bits: fc.constantFrom(8, 16, 24, 32, 64),
      sampleRate: fc.constantFrom(1_000, 8_000, 24_000, 384_000),
      declaredBytes: fc.option(fc.nat(0xffff_ffff), { nil: undefined }),
    })
    .map(({ data, ...layout }) => new Uint8Array(wavOf(data, layout)));
  const damaged = fc
    .tuple(anyWav, fc.array(fc.tuple(fc.nat(60), fc.nat(255)), { maxLength: 4 }))
    .map(([wav, changes]) => {
      for (const [at, byte] of changes) wav[at] = byte;
      return wav;
    });

  it('never throws, and returns only numbers that can be stored, for arbitrary bytes', () => {
    const anyPreview = fc.record({
      bytes: fc.oneof(fc.uint8Array({ maxLength: 4_000 }), anyWav, damaged),
      mediaType: fc.constantFrom('audio/wav', 'audio/pcm', 'audio/mpeg'),
      sampleRate: anyRate,
      requestedSampleRate: fc.option(anyRate),
      voicePrompt: anyText,
      previewText: anyText,
    });
    fc.assert(
      fc.property(anyPreview, (each) => {
        const analyzed = analyzePreview(each);
        if (analyzed === null) return;
        previewAnalysis.parse(analyzed.analysis);
        expect(Buffer.from(analyzed.waveform, 'base64')).toHaveLength(200);
      }),
      { numRuns: 2_000 },
    );
  });
});
