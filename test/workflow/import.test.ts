import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { importVoice } from '../../lambdas/import-voice/import-voice.ts';
import { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());
beforeEach(() => stage.reset());

/** Imports a voice whose review is still open. */
async function importUnderReview() {
  const [providerVoiceId = ''] = await stage.control.seedVoices({ family: 'cosyvoice', scope: 'mainland' });
  await stage.control.review(providerVoiceId, { outcome: 'OK', inSeconds: null });
  const asked = { family: 'cosyvoice', scope: 'mainland', name: null, labels: {}, owner: 'ann' } as const;
  const { record } = await importVoice({ ...asked, providerVoiceId }, stage.importDependencies());
  const { keyId } = await stage.importDependencies().accounts.account('mainland');
  expect(record).toMatchObject({ status: 'DEPLOYING', run: 0, sequence: 0, keyId });
  return { providerVoiceId, voiceId: record.voiceId };
}

describe('a voice that was imported while under review', () => {
  it.each([
    ['OK', 'Voice Ready'],
    ['UNDEPLOYED', 'Voice Rejected'],
  ] as const)(
    'is followed to its end: %s, announced as the first event of its life here',
    async (outcome, event) => {
      const { voiceId, providerVoiceId } = await importUnderReview();
      await stage.control.review(providerVoiceId, { outcome, inSeconds: 0 });
      const record = await stage.told(voiceId, outcome);
      expect(record).toMatchObject({ origin: 'imported', providerVoiceId, run: 0, sequence: 1 });
      expect(record.reviewedAt).not.toBeNull();
      expect(stage.announced(voiceId)).toEqual([event]);
      expect(stage.eventIds(voiceId)).toEqual([`${voiceId}-1`]);
      expect(stage.functions.invocations.create).toBe(1);
      expect((await stage.control.snapshot()).billed).toEqual([]);
    },
  );

  it('times out like any other', async () => {
    const { voiceId } = await importUnderReview();
    await stage.told(voiceId, 'TIMED_OUT');
    expect(stage.announced(voiceId)).toEqual(['Voice Review Timed Out']);
  });
});
