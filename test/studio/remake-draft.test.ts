import { describe, expect, it } from '@jest/globals';
import { withFamily } from '../../studio/brief/draft.ts';
import { changesOf, draftOf, isMade, type MadeVoice } from '../../studio/pages/alias/remake-draft.ts';
import { voiceOf } from './voice-of.ts';

const voice: MadeVoice = {
  ...voiceOf({ targetModel: 'cosyvoice-v3.5-plus', language: 'en', labels: { project: 'ferry' } }),
  voicePrompt: 'A calm voice that takes its time',
  previewText: 'The harbour is quiet tonight.',
};

describe('the changes of a remake', () => {
  it('are none for the draft of the voice', () => {
    expect(changesOf(draftOf(voice), voice)).toEqual({});
  });

  it('are the fields that were written, and not the number of candidates', () => {
    const draft = {
      ...draftOf(voice),
      targetModel: ' cosyvoice-v9 ',
      previewText: 'Good evening, all.',
      candidates: 5,
    };
    expect(changesOf(draft, voice)).toEqual({
      targetModel: 'cosyvoice-v9',
      previewText: 'Good evening, all.',
    });
  });

  it('reset the fields that another family lacks', () => {
    const qwen: MadeVoice = {
      ...voice,
      family: 'qwen',
      targetModel: 'qwen3-tts-vd-2026-01-26',
      language: 'ja',
      sampleRate: 8_000,
      responseFormat: 'opus',
    };
    const changes = changesOf(withFamily(draftOf(qwen), 'cosyvoice'), qwen);
    expect(changes).toMatchObject({ family: 'cosyvoice', sampleRate: 24_000, responseFormat: 'wav' });
    expect(changes).not.toHaveProperty('voicePrompt');
    expect(changes).not.toHaveProperty('labels');
  });

  it('need the texts, which an imported voice may lack', () => {
    expect(isMade(voice)).toBe(true);
    expect(isMade({ ...voice, previewText: null })).toBe(false);
  });
});
