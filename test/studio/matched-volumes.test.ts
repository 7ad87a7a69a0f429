import { describe, expect, it } from '@jest/globals';
import type { VoiceView } from '../../client/index.ts';
import { matchedVolumes } from '../../studio/pages/audition/matched-volumes.ts';
import { storedAnalysis, storedPreview } from '../support/voices.ts';

const candidate = (voiceId: string, loudnessLufs: number | null): Pick<VoiceView, 'voiceId' | 'preview'> => ({
  voiceId,
  preview: { ...storedPreview, analysis: { ...storedAnalysis, loudnessLufs }, waveform: null },
});

describe('matched loudness', () => {
  it('lowers louder candidates to the quietest, and raises none', () => {
    const volumes = matchedVolumes([candidate('a', -20), candidate('b', -26), candidate('c', -23)]);
    expect(volumes.get('b')).toBe(1);
    expect(volumes.get('a')).toBeCloseTo(10 ** (-6 / 20), 10);
    expect(volumes.get('c')).toBeCloseTo(10 ** (-3 / 20), 10);
  });

  it('makes every candidate as loud as the others', () => {
    const loudness = { a: -14.2, b: -31.7, c: -22.9 };
    const volumes = matchedVolumes(Object.entries(loudness).map(([id, lufs]) => candidate(id, lufs)));
    for (const [id, lufs] of Object.entries(loudness)) {
      expect(lufs + 20 * Math.log10(volumes.get(id) ?? 0)).toBeCloseTo(-31.7, 6);
    }
  });

  it('does not follow a silent or almost silent preview, and does not lower it', () => {
    const volumes = matchedVolumes([candidate('a', -20), candidate('b', -60), candidate('c', null)]);
    expect([...volumes]).toEqual([['a', 1]]);
  });

  it('leaves out previews without an analysis', () => {
    const missing = { voiceId: 'c', preview: { missing: 'pending' } } as const;
    const undecoded = {
      voiceId: 'b',
      preview: { ...storedPreview, analysis: null, waveform: null },
    };
    expect([...matchedVolumes([candidate('a', -20), undecoded, missing])]).toEqual([['a', 1]]);
    expect(matchedVolumes([])).toEqual(new Map());
  });
});
