import { describe, expect, it } from '@jest/globals';
import { previewLines } from '../../../cli/output/preview-text.ts';
import { storedAnalysis, storedPreview } from '../../support/voices.ts';

const shown = { ...storedPreview, durationSeconds: 3.4891666666666667, waveform: null };

describe('the lines of a preview', () => {
  it('have its measurements', () => {
    expect(previewLines(shown)).toEqual([
      ['preview', 'audio/wav, 24000 Hz, 3.5 s, 98304 bytes'],
      ['loudness', '-17.4 LUFS, true peak -1.9 dBTP'],
      ['speech', 'pitch 208 Hz, 14.2 characters per second'],
      ['silence', '0.06 s before, 0.21 s within, 0.25 s after'],
      ['findings', 'none'],
    ]);
  });

  it('have its findings, and the share of clipped samples', () => {
    const analysis = { ...storedAnalysis, clippedShare: 0.0312, findings: ['clipped', 'truncated'] as const };
    const lines = previewLines({ ...shown, analysis });
    expect(lines).toContainEqual(['loudness', '-17.4 LUFS, true peak -1.9 dBTP, 3.12 % clipped']);
    expect(lines).toContainEqual(['findings', 'clipped, truncated']);
  });

  it('have no number for what was not measured', () => {
    const nothing = { loudnessLufs: null, truePeakDbtp: null, pitchHz: null, charactersPerSecond: null };
    const lines = previewLines({
      ...shown,
      analysis: { ...storedAnalysis, ...nothing, findings: ['silent'] },
    });
    expect(lines).toContainEqual(['loudness', 'silent']);
    expect(lines).toContainEqual(['speech', '']);
  });

  it('are one line without an analysis, and without a preview', () => {
    expect(previewLines({ ...shown, analysis: null })).toHaveLength(1);
    expect(previewLines({ missing: 'lost' })).toEqual([['preview', 'lost']]);
  });
});
