import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deleteVoice } from '../../lambdas/shared/actions/delete-voice.ts';
import { WorkflowHarness } from './workflow-harness.ts';

/** The definition of the workflow before voices were parked. An execution keeps it over an update of the stack. */
const definition = readFileSync(
  join(import.meta.dirname, 'definitions', 'design-voice-polling.json'),
  'utf8',
);

let harness: WorkflowHarness;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

const qwen = { family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26' } as const;

describe('an execution that started before the update, with the functions after it', () => {
  it.each([
    ['an approved voice', {}, 'OK', ['Voice Created', 'Voice Ready']],
    [
      'a rejected voice',
      { voicePrompt: 'Loud. [reject]' },
      'UNDEPLOYED',
      ['Voice Created', 'Voice Rejected'],
    ],
    ['a voice without a review', qwen, 'OK', ['Voice Created', 'Voice Ready']],
  ])('records and announces the end of %s', async (_case, parts, status, announced) => {
    const voiceId = await harness.request(parts);
    expect(await harness.runFormer(voiceId, definition)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await harness.record(voiceId)).toMatchObject({ status, pendingEvents: {} });
    expect(harness.announced(voiceId)).toEqual(announced);
  });

  it('ends a review at its deadline', async () => {
    const voiceId = await harness.request({ voicePrompt: 'Slow. [review never]' });
    expect(await harness.runFormer(voiceId, definition)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await harness.record(voiceId)).toMatchObject({ status: 'TIMED_OUT', pendingEvents: {} });
  });

  it('creates again after an interruption', async () => {
    const voiceId = await harness.request();
    harness.faults.invoke = async (name, times) =>
      name === 'create-voice' && times === 1
        ? { functionError: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out' } }
        : undefined;
    expect(await harness.runFormer(voiceId, definition)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await harness.record(voiceId)).toMatchObject({ status: 'OK' });
  });

  it('records a refused create, and a deletion before the create', async () => {
    const refuse = (status: number, code: string, times: number) =>
      harness.control.addRule({
        match: { action: 'create' },
        effects: [{ kind: 'error', status, code, when: 'before' }],
        times,
      });
    await refuse(400, 'InvalidParameter', 1);
    const refused = await harness.request();
    expect(await harness.runFormer(refused, definition)).toMatchObject({ status: 'SUCCEEDED' });
    expect(harness.announced(refused)).toEqual(['Voice Failed']);

    await refuse(429, 'Throttling.RateQuota', 100);
    const deleted = await harness.request();
    let invoked = 0;
    harness.faults.invoke = async (name) => {
      if (name === 'create-voice') invoked += 1;
      if (invoked === 2) {
        await deleteVoice({ voiceId: deleted, owner: 'ann' }, harness.dependencies('delete-voice'));
      }
      return undefined;
    };
    expect(await harness.runFormer(deleted, definition)).toMatchObject({ status: 'SUCCEEDED' });
    expect(harness.announced(deleted)).toEqual(['Voice Deleted']);
  });
});
