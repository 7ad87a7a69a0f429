import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { importVoice } from '../../lambdas/import-voice/import-voice.ts';
import { WorkflowHarness } from './workflow-harness.ts';

let harness: WorkflowHarness;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

/** Imports a voice whose review is still open. */
async function importUnderReview() {
  const [providerVoiceId = ''] = await harness.control.seedVoices({ family: 'cosyvoice', scope: 'mainland' });
  await harness.control.review(providerVoiceId, { outcome: 'OK', inSeconds: null });
  const input = { family: 'cosyvoice', scope: 'mainland', name: null, labels: {}, owner: 'ann' } as const;
  const { record } = await importVoice({ ...input, providerVoiceId }, harness.dependencies('import-voice'));
  const { keyId } = await harness.dependencies('import-voice').accounts.account('mainland');
  expect(record).toMatchObject({ status: 'DEPLOYING', run: 0, sequence: 0, keyId });
  return { providerVoiceId, voiceId: record.voiceId };
}

describe('a voice imported during its review', () => {
  it.each([
    ['OK', 'Voice Ready'],
    ['UNDEPLOYED', 'Voice Rejected'],
  ] as const)('is reviewed to its end as %s, which is its first event', async (outcome, event) => {
    const { voiceId, providerVoiceId } = await importUnderReview();
    await harness.control.review(providerVoiceId, { outcome, inSeconds: 0 });
    const record = await harness.untilAnnounced(voiceId, outcome);
    expect(record).toMatchObject({ origin: 'imported', providerVoiceId, run: 0, sequence: 1 });
    expect(record.reviewedAt).not.toBeNull();
    expect(harness.announced(voiceId)).toEqual([event]);
    expect(harness.eventIds(voiceId)).toEqual([`${voiceId}-1`]);
    expect(harness.functions.invocations('create-voice')).toBe(1);
    expect(harness.states).not.toContain('Park');
    expect((await harness.control.snapshot()).billed).toEqual([]);
  });

  it('times out at the deadline of the review', async () => {
    const { voiceId } = await importUnderReview();
    await harness.untilAnnounced(voiceId, 'TIMED_OUT');
    expect(harness.announced(voiceId)).toEqual(['Voice Review Timed Out']);
  });
});
