import { describe, expect, it } from '@jest/globals';
import { type Status, statuses } from '../../../../lambdas/shared/contract.ts';
import { purgedPreview, shownPreview } from '../../../../lambdas/shared/voice/preview.ts';
import type { Preview } from '../../../../lambdas/shared/voice/record.ts';
import { type TransitionName, transitions } from '../../../../lambdas/shared/voice/transitions.ts';
import { publicView } from '../../../../lambdas/shared/voice/view.ts';
import { preview } from '../../../../lambdas/shared/voice/view-schema.ts';
import { eventsOfTransition } from '../../../../lambdas/shared/voice/voice-event.ts';
import { instant, storedPreview, voiceAt } from '../../../support/voices.ts';

const [, withoutPreview] = preview.options;
const missing = withoutPreview.shape.missing.options;
const ended: readonly Status[] = ['FAILED', 'DELETED', 'PURGED', 'EXPIRED'];

describe('the preview in a view', () => {
  it.each(statuses)('is pending or none in status %s if the voice was not created', (status) => {
    const expected = { missing: ended.includes(status) ? 'none' : 'pending' };
    expect(shownPreview({ preview: { missing: 'pending' }, providerVoiceId: undefined }, status)).toEqual(
      expected,
    );
  });

  it.each(statuses)('is the recorded preview in status %s if the voice was created', (status) => {
    const recorded: readonly Preview[] = [storedPreview, ...missing.map((each) => ({ missing: each }))];
    for (const each of recorded) {
      expect(shownPreview({ preview: each, providerVoiceId: 'voice-a' }, status)).toBe(each);
    }
  });

  it('is deleted after a purge if there was a preview', () => {
    const purged = (each: Preview, providerVoiceId: string | undefined = 'voice-a') =>
      purgedPreview({ preview: each, providerVoiceId });
    expect(purged(storedPreview)).toEqual({ missing: 'deleted' });
    // The invocation ended before it recorded the preview. The purge deletes a stored preview too.
    expect(purged({ missing: 'pending' })).toEqual({ missing: 'deleted' });
    for (const kept of ['lost', 'invalid', 'none', 'deleted'] as const) {
      expect(purged({ missing: kept })).toEqual({ missing: kept });
    }
    expect(purgedPreview({ preview: { missing: 'pending' }, providerVoiceId: undefined })).toEqual({
      missing: 'none',
    });
  });

  it('in an event is the preview of the record after the transition', () => {
    for (const name of Object.keys(transitions).filter(
      (each): each is TransitionName => each in transitions,
    )) {
      const { from, to, hasProviderVoice } = transitions[name];
      for (const status of from) {
        const hasVoice = hasProviderVoice ?? true;
        const record = voiceAt(status, {
          ...(hasVoice
            ? { providerVoiceId: 'voice-a', preview: storedPreview }
            : { providerVoiceId: undefined }),
          ...(to === 'EXPIRED' && { missingSince: instant.toISOString() }),
        });
        const change = { now: instant, reason: { code: 'review_rejected' as const }, purgeAt: instant };
        const expected =
          to === 'PURGED' ? purgedPreview(record) : shownPreview({ ...record, preview: record.preview }, to);
        for (const { detail } of eventsOfTransition(record, name, change)) {
          expect([name, detail.voice.preview]).toEqual([name, expected]);
        }
      }
    }
  });

  it('is none for a failed voice, and pending once a voice was found', () => {
    expect(publicView(voiceAt('FAILED')).preview).toEqual({ missing: 'none' });
    expect(publicView(voiceAt('FAILED', { providerVoiceId: 'voice-a' })).preview).toEqual({
      missing: 'pending',
    });
  });
});
