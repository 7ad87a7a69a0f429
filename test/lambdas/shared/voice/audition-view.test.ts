import { describe, expect, it } from '@jest/globals';
import { auditionView, listedAudition } from '../../../../lambdas/shared/voice/audition-view.ts';
import { openAudition } from '../../../support/auditions.ts';
import { readyVoice, requestedVoice, storedPreview } from '../../../support/voices.ts';

describe('the views of an audition', () => {
  it('contain the waveforms of the candidates, but not their texts', () => {
    const records = [readyVoice({ previewWaveform: 'AP8=' }), readyVoice(), requestedVoice(), null];
    const { candidates } = auditionView(openAudition(), records);
    expect(candidates.map(({ preview }) => preview)).toEqual([
      { ...storedPreview, waveform: 'AP8=' },
      { ...storedPreview, waveform: null },
      { missing: 'pending' },
    ]);
    expect(JSON.stringify(candidates)).not.toMatch(/voicePrompt|previewText/);
  });

  it('contain only the statuses of candidates in lists', () => {
    const audition = openAudition();
    expect(listedAudition(audition).candidates).toEqual(audition.candidates);
  });
});
