import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { restoreVoice } from '../../lambdas/restore-voice/restore-voice.ts';
import { deleteVoice } from '../../lambdas/shared/actions/delete-voice.ts';
import { errorResponse } from '../../lambdas/shared/http/error-map.ts';
import { metrics } from '../../lambdas/shared/metrics.ts';
import { embedMetrics } from '../../lambdas/shared/platform/metrics.ts';
import { ApiError } from '../../lambdas/shared/validation/api-error.ts';
import { type EmbeddedMetric, parseEmbeddedMetrics } from '../support/embedded-metrics.ts';
import { WorkflowHarness } from './workflow-harness.ts';

let harness: WorkflowHarness;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

/** Returns the metrics in the log of the functions. */
function logged(): EmbeddedMetric[] {
  return harness.functions.logged.flatMap(([level, message, fields, measurements = []]) =>
    measurements.length === 0
      ? []
      : parseEmbeddedMetrics({
          level,
          message,
          ...fields,
          ...embedMetrics(measurements, 'Test.VoiceDesign', Date.now()),
        }),
  );
}

/** Returns the values of a metric, each with the value of its dimension. */
function valuesOf(name: string, dimension?: string): unknown[] {
  return logged()
    .filter((metric) => metric.name === name)
    .map(({ value, dimensions }) => (dimension ? [dimensions[dimension], value] : value));
}

const fault = (action: 'create' | 'query' | 'list', status: number, code: string) =>
  harness.control.addRule({ match: { action }, effects: [{ kind: 'error', status, code }], times: 1 });

describe('the metrics of a voice', () => {
  it('count it as OK, with the time of its review and the latency of each call', async () => {
    const { record } = await harness.design();
    expect(record.status).toBe('OK');
    expect(valuesOf('Voices', 'Outcome')).toEqual([['OK', 1]]);
    const [seconds] = valuesOf('ReviewTime');
    expect(seconds).toBeGreaterThan(0);
    const operations = valuesOf('ProviderLatency', 'Operation').map((pair) => String(pair).split(',')[0]);
    expect(new Set(operations)).toEqual(new Set(['create', 'list', 'query']));
    expect(valuesOf('ProviderErrors')).toEqual([]);
    expect(valuesOf('ParkedVoices').at(-1)).toBe(1);
    expect(valuesOf('SweepTime').length).toBe(valuesOf('ParkedVoices').length);
    for (const pair of valuesOf('BudgetUsed', 'Family'))
      expect(pair).toEqual(['cosyvoice', expect.any(Number)]);
  });

  it.each([
    ['UNDEPLOYED', { voicePrompt: 'Bright and fast. [reject]' }],
    ['TIMED_OUT', { voicePrompt: 'Slow. [review never]' }],
    ['OK', { family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26' }],
  ] as const)('count it as %s', async (status, request) => {
    const { record } = await harness.design(request);
    expect(record.status).toBe(status);
    expect(valuesOf('Voices', 'Outcome')).toEqual([[status, 1]]);
  });

  it('count it as FAILED, with the error by kind', async () => {
    await fault('create', 400, 'InvalidParameter');
    const { record } = await harness.design();
    expect(record.status).toBe('FAILED');
    expect(valuesOf('Voices', 'Outcome')).toEqual([['FAILED', 1]]);
    expect(valuesOf('ProviderErrors', 'Code')).toEqual([['invalid_request', 1]]);
  });

  it('count it as FAILED once if its execution is settled by the rule on executions', async () => {
    harness.faults.invoke = (name) =>
      name === 'create-voice'
        ? { functionError: { errorType: 'Runtime.ExitError', errorMessage: '' } }
        : undefined;
    const { voiceId } = await harness.design();
    expect((await harness.record(voiceId)).status).toBe('FAILED');
    expect(valuesOf('Voices', 'Outcome')).toEqual([['FAILED', 1]]);
    expect(valuesOf('EventsPublished')).toEqual([1]);
  });

  it('count each call that the provider throttled', async () => {
    await fault('create', 429, 'Throttling.RateQuota');
    await harness.design();
    expect(valuesOf('ProviderThrottles')).toEqual([1]);
    expect(valuesOf('ProviderErrors', 'Code')).toEqual([['throttled', 1]]);
  });

  it('count an event that the bus did not accept', async () => {
    const { voiceId } = await harness.design();
    harness.functions.refusesEvents = true;
    await deleteVoice({ voiceId, owner: 'ann' }, harness.dependencies('delete-voice'));
    expect(valuesOf('EventsNotPublished')).toEqual([1]);
  });
});

describe('the log', () => {
  it('has one line for each call to the provider, with voice, execution, owner and request id', async () => {
    const { voiceId, record } = await harness.design();
    const calls = harness.functions.logged.filter(([, message]) => message === 'provider call');
    expect(calls).toHaveLength((await harness.control.calls()).length);
    const ofVoice = calls.map(([, , fields]) => fields).filter((fields) => fields?.voiceId === voiceId);
    expect(ofVoice.map((fields) => fields?.operation)).toEqual(['create', 'query']);
    for (const fields of ofVoice) {
      expect(fields).toMatchObject({
        execution: voiceId,
        run: 0,
        owner: record.createdBy,
        family: 'cosyvoice',
        scope: 'mainland',
        outcome: 'done',
        providerVoiceId: record.providerVoiceId,
        providerRequestId: expect.stringMatching(/./),
        milliseconds: expect.any(Number),
      });
    }
  });

  it('contains neither texts nor keys', async () => {
    const { record } = await harness.design();
    const text = JSON.stringify(harness.functions.logged);
    expect(text).not.toMatch(/sk-local/);
    for (const secret of [record.voicePrompt, record.previewText]) expect(text).not.toContain(secret);
  });
});

describe('the table of metrics', () => {
  it('has no metric that the handlers do not write', async () => {
    await fault('create', 429, 'Throttling.RateQuota');
    const { voiceId } = await harness.design();
    const remove = () => deleteVoice({ voiceId, owner: 'ann' }, harness.dependencies('delete-voice'));
    harness.functions.refusesEvents = true;
    await remove();
    harness.functions.refusesEvents = false;
    await restoreVoice(voiceId, harness.dependencies('restore-voice'));
    const opaque = { kind: 'voice', id: 'opaque' } as const;
    await harness.control.addRule({ match: { action: 'create' }, effects: [opaque], times: 1 });
    await harness.design();
    errorResponse(new ApiError({ code: 'scope_not_configured', scope: 'mainland' }), 'request-1', {
      info: (...line) => harness.functions.logged.push(['info', ...line]),
      error: (...line) => harness.functions.logged.push(['error', ...line]),
    });
    const names = new Set(logged().map(({ name }) => name));
    expect(names).toEqual(new Set(Object.values(metrics).map(({ name }) => name)));
  });
});
