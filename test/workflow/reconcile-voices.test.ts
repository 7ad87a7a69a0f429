import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { listMetrics } from '../../lambdas/shared/contract.ts';
import { newNameToken, newVoiceId, providerName } from '../../lambdas/shared/voice/ids.ts';
import { voiceAt } from '../support/voices.ts';
import { WorkflowHarness } from './workflow-harness.ts';

let harness: WorkflowHarness;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

const idle = {
  started: 0,
  restarted: 0,
  running: 0,
  failed: 0,
  resent: 0,
  unannounced: 0,
  auditions: 0,
  auditionsFailed: 0,
  aliases: 0,
  aliasesFailed: 0,
  retired: 0,
};
const cosyvoice = { family: 'cosyvoice', scope: 'mainland' } as const;

/** Stores a record with an abandoned attempt, and the voice that the attempt has made. */
async function abandoned() {
  const token = newNameToken();
  const name = providerName('vd', token, 1);
  const [providerVoiceId = ''] = await harness.control.seedVoices({ ...cosyvoice, name });
  const voiceId = newVoiceId(new Date());
  const claimedAt = new Date(0).toISOString();
  await harness.voices.put(
    voiceAt('FAILED', {
      voiceId,
      ...cosyvoice,
      nameToken: token,
      attempts: { 1: { name, state: 'UNKNOWN', releases: 0, claimId: 'claim', claimedAt } },
      reason: { code: 'create_outcome_unknown' },
      providerVoiceId: undefined,
    }),
  );
  await harness.providerVoices.reserveToken(token, voiceId);
  return { voiceId, providerVoiceId };
}

describe('reconciling', () => {
  it('adopts the voice of an abandoned create, follows its review to the end, and reports each list', async () => {
    const { voiceId, providerVoiceId } = await abandoned();
    expect(await harness.reconcile()).toEqual({
      dryRun: false,
      recovered: idle,
      lists: [
        { ...cosyvoice, report: expect.objectContaining({ clean: true, used: 1, adopted: 1, failed: 0 }) },
        { family: 'qwen', scope: 'mainland', report: expect.objectContaining({ clean: true, used: 0 }) },
      ],
    });
    const record = await harness.untilAnnounced(voiceId, 'OK');
    expect(record).toMatchObject({ providerVoiceId, preview: { missing: 'lost' }, run: 1 });
    expect(harness.announced(voiceId)).toEqual(['Voice Created', 'Voice Ready']);
    expect(harness.functions.invocations('create-voice')).toBe(1);
    expect((await harness.control.snapshot()).billed).toEqual([]);
  });

  it('sends the counts of each list to CloudWatch under the metric names of the alarms', async () => {
    await harness.control.seedVoices({ ...cosyvoice, count: 2 });
    await harness.reconcile();
    const of = (family: string) => (metric: string, value: number) => ({
      MetricName: metric,
      Value: value,
      Dimensions: [
        { Name: 'Deployment', Value: expect.stringMatching(/^VoiceDesign\.[A-Za-z0-9.]+$/) },
        { Name: 'Family', Value: family },
        { Name: 'Scope', Value: 'mainland' },
      ],
    });
    expect(harness.metrics).toHaveLength(2);
    expect(harness.metrics[0]).toEqual({
      Namespace: 'VoiceDesign',
      MetricData: expect.arrayContaining([
        of('cosyvoice')(listMetrics.quotaUsed, 0),
        of('cosyvoice')(listMetrics.cleanScans, 1),
        of('cosyvoice')(listMetrics.unrecordedVoices, 0),
      ]),
    });
    expect(harness.metrics[1]).toMatchObject({
      MetricData: expect.arrayContaining([of('qwen')(listMetrics.quotaUsed, 0)]),
    });
  });

  it('restarts stalled voices, and sends pending events again', async () => {
    const waiting = await harness.request({ updatedAt: new Date(0).toISOString() });
    harness.faults = {
      bus: ({ detailType }) => {
        if (detailType === 'Voice Ready') throw new Error('the bus is down');
      },
    };
    const { voiceId: unannounced } = await harness.design({
      family: 'qwen',
      targetModel: 'qwen3-tts-vd-2026-01-26',
    });
    harness.faults = {};
    await harness.overwrite(unannounced, { updatedAt: new Date(0).toISOString() });
    expect(await harness.reconcile()).toMatchObject({ recovered: { ...idle, started: 1, resent: 2 } });
    // The first event may have been published. Events are sent at least once, under the same ids.
    const ids = [`${unannounced}-1`, `${unannounced}-2`];
    expect(harness.eventIds(unannounced)).toEqual([ids[0], ...ids]);
    await harness.until(waiting, ({ status }) => status === 'OK');
  });

  it('finds the stored preview of a voice whose invocation could not record it', async () => {
    const { voiceId, record } = await harness.design();
    await harness.overwrite(voiceId, { preview: { missing: 'pending' } });
    await harness.reconcile();
    expect((await harness.record(voiceId)).preview).toEqual(record.preview);
  });

  it('reads every list even if another list or the recovery fails', async () => {
    await abandoned();
    await harness.control.addRule({
      match: { family: 'qwen', action: 'list' },
      effects: [{ kind: 'error', status: 400, code: 'Arrearage', message: 'Unpaid.' }],
    });
    harness.faults = {
      invoke: (name) =>
        name === 'recover-voices'
          ? { functionError: { errorType: 'ProvisionedThroughputExceededException', errorMessage: 'x' } }
          : undefined,
    };
    expect(await harness.reconcile()).toMatchObject({
      recovered: { error: 'ProvisionedThroughputExceededException' },
      lists: [
        { family: 'cosyvoice', report: { adopted: 1 } },
        { family: 'qwen', scope: 'mainland', error: expect.stringMatching(/^DashScope.*Error$/) },
      ],
    });
    const unread = { MetricName: listMetrics.cleanScans, Value: 0 };
    expect(harness.metrics).toMatchObject([
      {
        MetricData: expect.arrayContaining([
          expect.objectContaining({ MetricName: listMetrics.cleanScans, Value: 1 }),
        ]),
      },
      { MetricData: [unread] },
    ]);
  });

  it('with a dry run counts the same, and changes or sends nothing', async () => {
    const { voiceId } = await abandoned();
    const before = await harness.record(voiceId);
    const report = await harness.reconcile({ dryRun: true });
    expect(report).toMatchObject({ dryRun: true, lists: [{ report: { adopted: 1 } }, {}] });
    expect(await harness.record(voiceId)).toEqual(before);
    expect(harness.events.filter(({ source }) => source === 'voice-design')).toEqual([]);
    expect(harness.metrics).toEqual([]);
  });

  it('refuses an invalid input', async () => {
    expect(await harness.reconcile({ dryRun: 'yes' })).toMatchObject({
      status: 'FAILED',
      error: 'InvalidExecutionInput',
    });
  });
});
