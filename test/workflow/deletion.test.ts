import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { restoreVoice } from '../../lambdas/restore-voice/restore-voice.ts';
import { deleteVoice } from '../../lambdas/shared/actions/delete-voice.ts';
import { publicView } from '../../lambdas/shared/voice/view.ts';
import type { FunctionName } from './resolved-stack.ts';
import { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());
beforeEach(() => stage.reset());

const remove = (voiceId: string) =>
  deleteVoice({ voiceId, owner: 'ann' }, { ...stage.callerDependencies(), graceSeconds: 3_600 });
const restore = (voiceId: string) =>
  restoreVoice(voiceId, { ...stage.callerDependencies(), rejectedGraceSeconds: 3_600 });

/** Runs the execution of a voice to its end and deletes the voice before the n-th invocation of a function. */
async function removeBefore(name: FunctionName, times: number, voiceId: string): Promise<void> {
  stage.faults.invoke = async (invoked, count) => {
    if (invoked === name && count === times) await remove(voiceId);
    return undefined;
  };
  expect((await stage.run(voiceId)).status).toBe('SUCCEEDED');
}

describe('a review whose record another writer has settled', () => {
  it.each(['EXPIRED', 'OK', 'UNDEPLOYED', 'TIMED_OUT'] as const)(
    'as %s: the provider is not asked again, and nothing is announced',
    async (status) => {
      const voiceId = await stage.request({ voicePrompt: 'Slow. [review never]' });
      stage.faults.invoke = async (invoked, count) => {
        if (invoked === 'query' && count === 2) {
          const settled = { status, purgeAt: new Date().toISOString(), reason: { code: 'review_deadline' } };
          await stage.overwrite(voiceId, settled);
        }
        return undefined;
      };
      expect((await stage.run(voiceId)).status).toBe('SUCCEEDED');
      expect(stage.functions.invocations.query).toBe(2);
      const queries = (await stage.control.calls()).filter(({ action }) => action === 'query');
      expect(queries).toHaveLength(1);
      expect(await stage.record(voiceId)).toMatchObject({ status, sequence: 1 });
      expect(stage.announced(voiceId)).toEqual(['Voice Created']);
    },
  );
});

describe('deleting a voice that is on its way', () => {
  it.each([
    { family: 'cosyvoice', targetModel: 'cosyvoice-v3.5-plus', before: 'DEPLOYING' },
    { family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26', before: 'OK' },
  ] as const)(
    '$family, as its making is recorded: made, then deleted',
    async ({ family, targetModel, before }) => {
      const voiceId = await stage.request({ family, targetModel });
      let asked: Promise<unknown> | undefined;
      stage.faults.beforeTable = async (update) => {
        if (!update?.includes('#status = :to')) return;
        asked ??= remove(voiceId);
        await asked;
      };
      expect((await stage.end(await stage.start(voiceId))).status).toBe('SUCCEEDED');
      expect(await asked).toMatchObject({ accepted: true });
      const record = await stage.record(voiceId);
      expect(record).toMatchObject({ status: 'DELETED', statusBeforeDelete: before, pendingEvents: {} });
      expect(record.providerVoiceId).toBeDefined();
      expect(record.purgeAt).toBe(record.deleteRequested?.purgeAt);
      expect(stage.announced(voiceId)).toEqual(['Voice Created', 'Voice Deleted']);
    },
  );

  it('while the provider is too busy to make it: it is not asked again', async () => {
    await stage.control.addRule({
      match: { action: 'create' },
      effects: [{ kind: 'error', status: 429, code: 'Throttling.RateQuota', when: 'before' }],
      times: 100,
    });
    const voiceId = await stage.request();
    await removeBefore('create', 2, voiceId);
    expect(stage.states).toContain('Wait to create again');
    const record = await stage.record(voiceId);
    expect(record).toMatchObject({ status: 'DELETED', statusBeforeDelete: 'REQUESTED' });
    expect(record.providerVoiceId).toBeUndefined();
    expect(stage.announced(voiceId)).toEqual(['Voice Deleted']);
    const voice = publicView(record);
    const announced = stage.events.filter(({ source }) => source === 'voice-design');
    expect([announced.at(-1)?.detail, voice.preview]).toMatchObject([{ voice }, { missing: 'none' }]);
  });

  it('in mid-review: the execution ends without a word, and a restored one is reviewed to its end', async () => {
    const voiceId = await stage.request();
    await removeBefore('query', 1, voiceId);
    expect(await stage.record(voiceId)).toMatchObject({ status: 'DELETED', statusBeforeDelete: 'DEPLOYING' });

    await restore(voiceId);
    const settled = await stage.told(voiceId, 'OK');
    expect(settled).toMatchObject({ run: 1, deletedAt: null, purgeAt: null });
    expect(stage.announced(voiceId)).toEqual([
      'Voice Created',
      'Voice Deleted',
      'Voice Restored',
      'Voice Ready',
    ]);
  });

  it('before its execution has claimed it: nothing is sent, and restored it is made once', async () => {
    const voiceId = await stage.request();
    await remove(voiceId);
    expect((await stage.end(await stage.start(voiceId))).status).toBe('SUCCEEDED');
    expect(await stage.record(voiceId)).toMatchObject({ status: 'DELETED', attempts: {} });

    await restore(voiceId);
    await stage.told(voiceId, 'OK');
    expect(stage.announced(voiceId)).toEqual([
      'Voice Deleted',
      'Voice Restored',
      'Voice Created',
      'Voice Ready',
    ]);
  });
});
