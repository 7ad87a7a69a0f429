import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
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
});
