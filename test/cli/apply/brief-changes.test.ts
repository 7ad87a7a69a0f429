import { describe, expect, it } from '@jest/globals';
import { briefDefaults, changesOf } from '../../../cli/apply/brief-changes.ts';
import { PROVIDER_DEFAULTS } from '../../../lambdas/shared/dashscope/index.ts';
import { briefHashOf } from '../../../lambdas/shared/voice/brief.ts';
import { voiceView } from '../../../lambdas/shared/voice/view.ts';
import { readyVoice } from '../../support/voices.ts';

const voice = voiceView(readyVoice());
const texts = {
  voicePrompt: 'A calm voice that takes its time.',
  previewText: 'The harbour is quiet tonight.',
};
const brief = { family: 'cosyvoice', targetModel: 'cosyvoice-v3.5-plus', ...texts };

describe('the changes of a brief', () => {
  it('use the defaults of the API for omitted fields', () => {
    const { sampleRate, responseFormat } = PROVIDER_DEFAULTS;
    expect(briefDefaults).toEqual({ language: null, sampleRate, responseFormat });
    expect(changesOf({ brief, scope: 'mainland' }, voice)).toEqual([]);
  });

  it.each([
    ['family', 'qwen'],
    ['scope', 'international'],
    ['targetModel', 'm'],
    ['voicePrompt', 'p'],
    ['previewText', 't'],
    ['language', 'en'],
    ['sampleRate', 16_000],
    ['responseFormat', 'mp3'],
  ] as const)('name the field %s, which changes the hash', (field, to) => {
    const from = voice[field];
    expect(changesOf({ brief: { ...brief, [field]: to }, scope: 'mainland' }, voice)).toEqual([
      { field, from, to },
    ]);
    expect(briefHashOf({ ...readyVoice(), [field]: to })).not.toBe(briefHashOf(readyVoice()));
  });

  it('name no field that a remake ignores', () => {
    const labelled = { ...brief, name: 'Other', labels: { a: 'b' }, candidates: 3 };
    expect(changesOf({ brief: labelled, scope: 'mainland' }, voice)).toEqual([]);
  });
});
