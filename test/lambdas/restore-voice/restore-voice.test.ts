import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { restoreVoice } from '../../../lambdas/restore-voice/restore-voice.ts';
import { newVoiceId } from '../../../lambdas/shared/voice/ids.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant } from '../../support/voices.ts';

let voices: StoredVoices;
beforeAll(async () => {
  voices = await StoredVoices.start();
});
afterAll(() => voices.stop());

const time = instant.toISOString();
const reason = { code: 'review_rejected' };

const restore = (voiceId: string) =>
  restoreVoice(voiceId, { ...voices.dependencies(), rejectedGraceSeconds: 3_600 });
const deleted = (statusBeforeDelete: string, parts: Readonly<Record<string, unknown>> = {}) =>
  voices.put({ status: 'DELETED', deletedAt: time, purgeAt: time, statusBeforeDelete, reason, ...parts });

describe('a deleted voice', () => {
  it.each(['OK', 'UNDEPLOYED', 'TIMED_OUT'])('is %s again, and no execution is started', async (before) => {
    const voiceId = await deleted(before);
    expect(await restore(voiceId)).toMatchObject({ status: before, run: 0, deletedAt: null });
    const record = await voices.read(voiceId);
    expect(record?.statusBeforeDelete).toBeUndefined();
    expect(record?.purgeAt).toBe(
      before === 'UNDEPLOYED' ? new Date(instant.getTime() + 3_600_000).toISOString() : null,
    );
    expect(voices.eventsOf(voiceId)).toEqual(['Voice Restored']);
    expect(voices.started.filter((name) => name.startsWith(voiceId))).toEqual([]);
  });

  it('continues its review in a new execution, with a new deadline', async () => {
    const voiceId = await deleted('DEPLOYING');
    expect(await restore(voiceId)).toMatchObject({ status: 'DEPLOYING', run: 1, reviewStartedAt: time });
    expect(voices.started).toContain(`${voiceId}-r1`);
  });

  it('is created in a new execution if it had not been created', async () => {
    const voiceId = await deleted('REQUESTED', { providerVoiceId: undefined });
    expect(await restore(voiceId)).toMatchObject({ status: 'REQUESTED', run: 1 });
    expect((await voices.read(voiceId))?.deleteRequested).toBeUndefined();
    expect(voices.started).toContain(`${voiceId}-r1`);
  });

  it('is not restored while it is being purged', async () => {
    const voiceId = await deleted('OK', { purgeClaim: { id: 'claim-a', until: time } });
    await expect(restore(voiceId)).rejects.toMatchObject({
      details: { code: 'invalid_state', status: 'DELETED' },
    });
    expect(voices.eventsOf(voiceId)).toEqual([]);
  });

  it('is restored once by eight concurrent calls', async () => {
    const voiceId = await deleted('DEPLOYING');
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => restore(voiceId)));
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await voices.read(voiceId)).toMatchObject({ status: 'DEPLOYING', run: 1, sequence: 3 });
  });
});

it.each([
  ['OK', {}],
  ['FAILED', { reason, providerVoiceId: undefined }],
  ['PURGED', {}],
])('a voice that is %s cannot be restored', async (status, parts) => {
  const voiceId = await voices.put({ status, ...parts });
  await expect(restore(voiceId)).rejects.toMatchObject({ details: { code: 'invalid_state', status } });
});

it('an unknown voice cannot be restored', async () => {
  await expect(restore(newVoiceId(instant))).rejects.toMatchObject({ details: { code: 'not_found' } });
});
