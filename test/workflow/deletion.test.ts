import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { restoreVoice } from '../../lambdas/restore-voice/restore-voice.ts';
import { deleteVoice } from '../../lambdas/shared/actions/delete-voice.ts';
import { publicView } from '../../lambdas/shared/voice/view.ts';
import type { OperationName } from '../harness/operations.ts';
import { WorkflowHarness } from './workflow-harness.ts';

let harness: WorkflowHarness;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

const remove = (voiceId: string) =>
  deleteVoice({ voiceId, owner: 'ann' }, harness.dependencies('delete-voice'));
const restore = (voiceId: string) => restoreVoice(voiceId, harness.dependencies('restore-voice'));

/** Runs the execution of a voice to its end and deletes the voice before the n-th invocation of a function. */
async function removeBefore(name: OperationName, times: number, voiceId: string): Promise<void> {
  harness.faults.invoke = async (invoked, count) => {
    if (invoked === name && count === times) await remove(voiceId);
    return undefined;
  };
  expect((await harness.run(voiceId)).status).toBe('SUCCEEDED');
}

describe('a review whose record another writer has settled', () => {
  it.each(['EXPIRED', 'OK', 'UNDEPLOYED', 'TIMED_OUT'] as const)(
    'ends as %s without another query or event',
    async (status) => {
      const voiceId = await harness.request({ voicePrompt: 'Slow. [review never]' });
      harness.faults.invoke = async (invoked, count) => {
        if (invoked === 'query-voice' && count === 2) {
          const settled = { status, purgeAt: new Date().toISOString(), reason: { code: 'review_deadline' } };
          await harness.overwrite(voiceId, settled);
        }
        return undefined;
      };
      expect((await harness.run(voiceId)).status).toBe('SUCCEEDED');
      expect(harness.functions.invocations('query-voice')).toBe(2);
      const queries = (await harness.control.calls()).filter(({ action }) => action === 'query');
      expect(queries).toHaveLength(1);
      expect(await harness.record(voiceId)).toMatchObject({ status, sequence: 1 });
      expect(harness.announced(voiceId)).toEqual(['Voice Created']);
    },
  );
});

describe('deleting a voice that is being designed', () => {
  it.each([
    { family: 'cosyvoice', targetModel: 'cosyvoice-v3.5-plus', before: 'DEPLOYING' },
    { family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26', before: 'OK' },
  ] as const)(
    'deletes a $family voice right after its creation is recorded',
    async ({ family, targetModel, before }) => {
      const voiceId = await harness.request({ family, targetModel });
      let removal: Promise<unknown> | undefined;
      harness.faults.beforeTable = async (update) => {
        if (!update?.includes('#status = :to')) return;
        removal ??= remove(voiceId);
        await removal;
      };
      expect((await harness.end(await harness.start(voiceId))).status).toBe('SUCCEEDED');
      expect(await removal).toMatchObject({ accepted: true });
      const record = await harness.record(voiceId);
      expect(record).toMatchObject({ status: 'DELETED', statusBeforeDelete: before, pendingEvents: {} });
      expect(record.providerVoiceId).toBeDefined();
      expect(record.purgeAt).toBe(record.deleteRequested?.purgeAt);
      expect(harness.announced(voiceId)).toEqual(['Voice Created', 'Voice Deleted']);
    },
  );

  it('sends no further create while the provider throttles', async () => {
    await harness.control.addRule({
      match: { action: 'create' },
      effects: [{ kind: 'error', status: 429, code: 'Throttling.RateQuota', when: 'before' }],
      times: 100,
    });
    const voiceId = await harness.request();
    await removeBefore('create-voice', 2, voiceId);
    expect(harness.states).toContain('Wait to create again');
    const record = await harness.record(voiceId);
    expect(record).toMatchObject({ status: 'DELETED', statusBeforeDelete: 'REQUESTED' });
    expect(record.providerVoiceId).toBeUndefined();
    expect(harness.announced(voiceId)).toEqual(['Voice Deleted']);
    const voice = publicView(record);
    const announced = harness.events.filter(({ source }) => source === 'voice-design');
    expect([announced.at(-1)?.detail, voice.preview]).toMatchObject([{ voice }, { missing: 'none' }]);
  });

  it('ends the execution of a review without an event, and a restored voice is reviewed to its end', async () => {
    const voiceId = await harness.request();
    await removeBefore('query-voice', 1, voiceId);
    expect(await harness.record(voiceId)).toMatchObject({
      status: 'DELETED',
      statusBeforeDelete: 'DEPLOYING',
    });

    await restore(voiceId);
    const settled = await harness.untilAnnounced(voiceId, 'OK');
    expect(settled).toMatchObject({ run: 1, deletedAt: null, purgeAt: null });
    expect(harness.announced(voiceId)).toEqual([
      'Voice Created',
      'Voice Deleted',
      'Voice Restored',
      'Voice Ready',
    ]);
  });

  it('sends nothing before the claim, and a restored voice is created once', async () => {
    const voiceId = await harness.request();
    await remove(voiceId);
    expect((await harness.end(await harness.start(voiceId))).status).toBe('SUCCEEDED');
    expect(await harness.record(voiceId)).toMatchObject({ status: 'DELETED', attempts: {} });

    await restore(voiceId);
    await harness.untilAnnounced(voiceId, 'OK');
    expect(harness.announced(voiceId)).toEqual([
      'Voice Deleted',
      'Voice Restored',
      'Voice Created',
      'Voice Ready',
    ]);
  });
});
