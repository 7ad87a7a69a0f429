import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { restoreVoice } from '../../lambdas/restore-voice/restore-voice.ts';
import { deleteVoice } from '../../lambdas/shared/actions/delete-voice.ts';
import type { VoiceRecord } from '../../lambdas/shared/voice/record.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import { WorkflowHarness } from './workflow-harness.ts';

let harness: WorkflowHarness;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

const endless = { voicePrompt: 'Slow. [review never]' };
const remove = (voiceId: string) =>
  deleteVoice({ voiceId, owner: 'ann' }, harness.dependencies('delete-voice'));
const restore = (voiceId: string) => restoreVoice(voiceId, harness.dependencies('restore-voice'));
const queries = () => harness.functions.invocations('query-voice');

/** Starts the execution of a voice and waits until it is parked. No sweep runs. */
async function park() {
  harness.sweeps = false;
  const voiceId = await harness.request(endless);
  const execution = await harness.start(voiceId);
  const { token } = await harness.untilParked(voiceId);
  return { voiceId, execution, token };
}

/** Lets the provider decide the review of a parked voice. */
async function review(voiceId: string, outcome: 'OK' | 'UNDEPLOYED'): Promise<void> {
  const { providerVoiceId = '' } = await harness.record(voiceId);
  await harness.control.review(providerVoiceId, { outcome, inSeconds: 0 });
}

function secondsOfReview({ reviewStartedAt, reviewedAt }: VoiceRecord): number {
  return (Date.parse(reviewedAt ?? '') - Date.parse(reviewStartedAt ?? '')) / 1_000;
}

describe('a parked voice', () => {
  it('that is alone is woken by the sweep and queried once', async () => {
    const { record, announced, voiceId } = await harness.design();
    expect([record.status, record.polls, announced]).toEqual(['OK', 1, ['Voice Created', 'Voice Ready']]);
    expect(secondsOfReview(record)).toBeLessThan(900);
    expect(await harness.parked(voiceId)).toBeUndefined();
  });

  it('is queried after its time-out if its token is lost', async () => {
    const { voiceId, execution } = await park();
    await harness.removeItem(`WAIT#${voiceId}`);
    await review(voiceId, 'OK');
    harness.sweeps = true;
    expect((await harness.end(execution)).status).toBe('SUCCEEDED');
    const record = await harness.record(voiceId);
    expect(record).toMatchObject({ status: 'OK', polls: 1 });
    expect(secondsOfReview(record)).toBeGreaterThanOrEqual(900);
    expect(harness.announced(voiceId)).toEqual(['Voice Created', 'Voice Ready']);
  });

  it('takes its token once', async () => {
    const { voiceId, execution, token } = await park();
    await review(voiceId, 'OK');
    await harness.wakeByToken(token);
    await expect(harness.wakeByToken(token)).rejects.toThrow(/Task Timed Out/);
    expect((await harness.end(execution)).status).toBe('SUCCEEDED');
    expect([queries(), harness.announced(voiceId)]).toEqual([1, ['Voice Created', 'Voice Ready']]);
  });

  it('does not take its token once it has parked again', async () => {
    const { voiceId, token } = await park();
    await harness.wakeByToken(token);
    const again = await harness.untilParked(voiceId, token);
    await expect(harness.wakeByToken(token)).rejects.toThrow(/Task Timed Out/);
    await review(voiceId, 'UNDEPLOYED');
    await harness.wakeByToken(again.token);
    expect((await harness.untilAnnounced(voiceId, 'UNDEPLOYED')).polls).toBe(2);
  });

  it('carries its wakes from one parking to the next, also past an output that is none', async () => {
    const { voiceId, execution, token } = await park();
    await harness.wakeByToken(token, { evidence: 'OK', wakes: 4 });
    const second = await harness.untilParked(voiceId, token);
    expect(second.wakes).toBe(4);
    await harness.wakeByToken(second.token, {});
    expect((await harness.untilParked(voiceId, second.token)).wakes).toBe(0);
    await harness.abort(execution);
  });

  it('ends at the deadline of its review', async () => {
    const { voiceId, execution } = await park();
    expect((await harness.end(execution)).status).toBe('SUCCEEDED');
    expect(await harness.record(voiceId)).toMatchObject({ status: 'TIMED_OUT', polls: 3 });
  });

  it('waits and queries while its item cannot be written', async () => {
    harness.faults.park = () => {
      throw new AwsError('InternalServerError', 'try again', 500);
    };
    const { record, announced, voiceId } = await harness.design();
    expect([record.status, announced]).toEqual(['OK', ['Voice Created', 'Voice Ready']]);
    expect(await harness.parked(voiceId)).toBeUndefined();
  });

  it('is announced once if two sweeps find it at the same time', async () => {
    const { voiceId, execution } = await park();
    await review(voiceId, 'OK');
    await Promise.all([harness.startSweep(), harness.startSweep(), harness.startSweep()]);
    expect((await harness.end(execution)).status).toBe('SUCCEEDED');
    expect([queries(), harness.announced(voiceId)]).toEqual([1, ['Voice Created', 'Voice Ready']]);
  });
});

describe('the execution of a parked voice', () => {
  it('ends soon after the voice is deleted', async () => {
    const { voiceId, execution } = await park();
    await remove(voiceId);
    expect(await harness.parked(voiceId)).toMatchObject({ wakeRequested: true });
    await harness.startSweep();
    expect((await harness.end(execution)).status).toBe('SUCCEEDED');
    expect(await harness.record(voiceId)).toMatchObject({ status: 'DELETED' });
    expect([await harness.parked(voiceId), harness.announced(voiceId)]).toEqual([
      undefined,
      ['Voice Created', 'Voice Deleted'],
    ]);
  });

  it('hands the item to a new run of a voice that is restored', async () => {
    const { voiceId, execution, token } = await park();
    await remove(voiceId);
    await restore(voiceId);
    const second = await harness.untilParked(voiceId, token);
    expect(second.run).toBe(1);
    expect((await harness.end(execution)).status).toBe('SUCCEEDED');
    expect((await harness.untilParked(voiceId, token)).run).toBe(1);
    await review(voiceId, 'OK');
    await harness.startSweep();
    await harness.untilAnnounced(voiceId, 'OK');
    const events = ['Voice Created', 'Voice Deleted', 'Voice Restored', 'Voice Ready'];
    expect(harness.announced(voiceId)).toEqual(events);
  });

  it('ends without replacing the item of a higher run', async () => {
    harness.sweeps = false;
    const voiceId = await harness.request(endless);
    harness.faults.beforeTable = async (update) => {
      if (!update?.includes('REMOVE pendingEvents')) return;
      await harness.overwrite(voiceId, { run: 1 });
      await harness.overwrite(`WAIT#${voiceId}`, { run: 1, token: 'second-run', wakes: 0 });
    };
    expect((await harness.run(voiceId)).status).toBe('SUCCEEDED');
    expect(await harness.parked(voiceId)).toMatchObject({ run: 1, token: 'second-run' });
    expect(await harness.record(voiceId)).toMatchObject({ status: 'DEPLOYING', run: 1 });
    await harness.removeItem(`WAIT#${voiceId}`);
  });

  it.each(['EXPIRED', 'OK', 'UNDEPLOYED', 'TIMED_OUT'] as const)(
    'ends without a query or an event once another writer has moved the record to %s',
    async (status) => {
      const { voiceId, execution, token } = await park();
      const settled = { status, purgeAt: new Date().toISOString(), reason: { code: 'review_deadline' } };
      await harness.overwrite(voiceId, settled);
      await harness.wakeByToken(token);
      expect((await harness.end(execution)).status).toBe('SUCCEEDED');
      expect((await harness.control.calls()).filter(({ action }) => action === 'query')).toEqual([]);
      expect([queries(), harness.announced(voiceId)]).toEqual([1, ['Voice Created']]);
    },
  );
});
