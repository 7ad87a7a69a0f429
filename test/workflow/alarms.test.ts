import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deleteVoice } from '../../lambdas/shared/actions/delete-voice.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import type { OperationName } from '../harness/operations.ts';
import { proxyEvent } from '../support/http-events.ts';
import { raisedByWorkflows } from '../support/raised-alarms.ts';
import { WorkflowHarness } from './workflow-harness.ts';

/**
 * Incidents on the synthesized workflows, with the alarms of the template in the runner's CloudWatch. Each raises exactly
 * the alarms that docs/operations.md names for it.
 */
let harness: WorkflowHarness;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
});
const raised = new Set<string>();
afterAll(() => harness.close());
afterEach(() => {
  for (const alarm of harness.alarms.raised) raised.add(alarm);
});
afterAll(() => {
  expect([...raised].sort()).toEqual([...raisedByWorkflows].sort());
});
beforeEach(async () => {
  await harness.untilSettled();
  await harness.reset();
  for (const { voiceId } of await harness.items()) await harness.removeItem(String(voiceId));
  await harness.alarms.reset();
});

const qwen = { family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26' } as const;
const endless = { voicePrompt: 'Slow. [review never]' };
const unavailable = { kind: 'error', status: 503, code: 'ModelUnavailable', when: 'before' } as const;
const failing = { errorType: 'Runtime.ExitError', errorMessage: 'RequestId: 1 Error: exit status 1' };

/** Runs the schedule of reconciliation, which fires every quarter of an hour. */
async function reconcileFor(hours: number): Promise<void> {
  for (let run = 0; run < hours * 4; run += 1) {
    await harness.reconcile();
    await harness.alarms.pass(15);
  }
}

/** Waits until reconciliation has seen a condition for longer than the half hour after which it counts. */
async function waitHalfAnHour(): Promise<void> {
  await harness.reconcile();
  await harness.pass(1_801);
  await reconcileFor(0.25);
}

/** Makes records an hour older, and the time since which their voices are missing. */
async function age(voiceIds: readonly string[]): Promise<void> {
  const anHourAgo = new Date(Date.now() - 3_600_000).toISOString();
  for (const voiceId of voiceIds) {
    await harness.overwrite(voiceId, { updatedAt: anHourAgo, missingSince: anHourAgo });
  }
}

const use = (apiKey: string) => harness.functions.useSecret(harness.functions.secretWith(apiKey));

describe('a quiet day', () => {
  it('raises no alarm', async () => {
    const { voiceId } = await harness.design();
    await harness.design(qwen);
    await harness.design({ voicePrompt: 'Bright and fast. [reject]' });
    await reconcileFor(1);
    await deleteVoice({ voiceId, owner: 'ann' }, harness.dependencies('delete-voice'));
    await harness.purge();
    await reconcileFor(1);
    await harness.alarms.pass(22 * 60);
    expect(harness.alarms.raised).toEqual([]);
  });
});

describe('a day without DashScope', () => {
  it('raises the alarms on both lists, which last until the first complete scans', async () => {
    await reconcileFor(0.5);
    await harness.control.addRule({ effects: [unavailable], times: 1_000_000 });
    const { record } = await harness.design();
    expect(record.status).toBe('FAILED');
    await reconcileFor(1);
    expect(harness.alarms.raised).toEqual([]);
    await reconcileFor(1);
    await harness.alarms.pass(22 * 60);
    const lists = ['Lists.cosyvoice-mainland.NotRead', 'Lists.qwen-mainland.NotRead'];
    expect([harness.alarms.raised, harness.alarms.lasting]).toEqual([lists, lists]);
    await harness.control.clearRules();
    await reconcileFor(0.5);
    expect([harness.alarms.raised, harness.alarms.lasting]).toEqual([lists, []]);
  });
});

describe('the API', () => {
  const body = JSON.stringify({
    family: 'cosyvoice',
    targetModel: 'cosyvoice-v3.5-plus',
    name: 'evening',
    voicePrompt: 'A calm voice.',
    previewText: 'Good evening to everyone.',
  });
  const headers = { 'Content-Type': 'application/json' };
  const qwenList = { family: ['qwen'], scope: ['mainland'] };
  const calls = {
    'request-voice': () => proxyEvent({ method: 'POST', headers, body }),
    'list-provider-voices': () => proxyEvent({ path: '/provider/voices', scopes: 'admin', query: qwenList }),
  };

  /** Calls an operation three times a minute, as a caller that does not give up. Returns the problems. */
  async function callFor(minutes: number, operation: keyof typeof calls): Promise<unknown[]> {
    const codes = new Set<unknown>();
    for (let minute = 0; minute < minutes; minute += 1) {
      for (let call = 0; call < 3; call += 1) codes.add(await harness.callApi(operation, calls[operation]()));
      await harness.alarms.pass(1);
    }
    return [...codes];
  }

  it('raises no alarm while an operator has switched creates off and callers repeat their requests', async () => {
    await harness.switchOff('creates');
    expect(await callFor(60, 'request-voice')).toEqual(['creates_disabled']);
    expect(harness.alarms.raised).toEqual([]);
  });

  it('raises no alarm for requests that DashScope does not serve', async () => {
    await harness.control.addRule({ effects: [unavailable], times: 1_000_000 });
    expect(await callFor(11, 'list-provider-voices')).toEqual(['provider_error']);
    use('');
    expect(await callFor(11, 'list-provider-voices')).toEqual(['scope_not_configured']);
    expect(harness.alarms.raised).toEqual([]);
  });

  it('raises the alarm on errors if its functions fail, also while creates are switched off', async () => {
    await harness.switchOff('creates');
    expect(await callFor(5, 'request-voice')).toEqual(['creates_disabled']);
    harness.faults.functionTable = () => {
      throw new AwsError('AccessDeniedException', 'The function may not read the table.');
    };
    expect(await callFor(11, 'request-voice')).toEqual(['internal']);
    expect(harness.alarms.raised).toEqual(['Service.ApiErrors']);
  });
});

describe('throttling by DashScope', () => {
  const throttled = { kind: 'error', status: 429, code: 'Throttling.RateQuota', when: 'before' } as const;

  it('raises no alarm if it affects creates only, whose voices fail', async () => {
    await harness.control.addRule({ match: { action: 'create' }, effects: [throttled], times: 1_000_000 });
    const { record } = await harness.design();
    expect(record.status).toBe('FAILED');
    await reconcileFor(0.5);
    expect(harness.alarms.raised).toEqual([]);
  });

  it('raises the alarm on a list that it keeps from being read for over an hour', async () => {
    const match = { action: 'list', family: 'qwen' } as const;
    await harness.control.addRule({ match, effects: [throttled], times: 1_000_000 });
    await reconcileFor(1.5);
    expect(harness.alarms.raised).toEqual(['Lists.qwen-mainland.NotRead']);
  });
});

describe('a rotation of the DashScope key', () => {
  beforeEach(async () => {
    await harness.control.grantKey({ key: 'sk-other', scope: 'mainland', name: 'other' });
  });

  it('raises the alarms on the lists if the new key is not valid', async () => {
    await harness.design();
    await reconcileFor(0.25);
    use('sk-typo');
    await reconcileFor(1.5);
    expect(harness.alarms.raised).toEqual([
      'Lists.cosyvoice-mainland.NotRead',
      'Lists.qwen-mainland.NotRead',
    ]);
  });

  it('raises the alarm on the key if it belongs to another account', async () => {
    await harness.design();
    await harness.reconcile();
    use('sk-other');
    await harness.design();
    await waitHalfAnHour();
    expect(harness.alarms.raised).toEqual(['Lists.mainland.WaitingKey']);
  });
});

describe('a list of DashScope', () => {
  it.each([
    ['cosyvoice', {}],
    ['qwen', qwen],
  ] as const)(
    'raises the alarm on doubt for %s if it misses every voice for half an hour',
    async (family, parts) => {
      const voiceIds = [(await harness.design(parts)).voiceId, (await harness.design(parts)).voiceId];
      await harness.reconcile();
      for (const { id } of (await harness.control.snapshot()).live) await harness.control.removeVoice(id);
      await harness.reconcile();
      await age(voiceIds);
      await waitHalfAnHour();
      expect(harness.alarms.raised).toEqual([`Lists.${family}-mainland.Doubted`]);
    },
  );

  it.each([
    ['cosyvoice', {}],
    ['qwen', qwen],
  ] as const)('raises the alarm on unrecorded voices of %s in the second run', async (family, parts) => {
    await harness.design(parts);
    for (const item of await harness.items()) await harness.removeItem(String(item.voiceId));
    await harness.reconcile();
    await harness.alarms.pass(15);
    expect(harness.alarms.raised).toEqual([]);
    await reconcileFor(0.25);
    expect(harness.alarms.raised).toEqual([`Lists.${family}-mainland.Unrecorded`]);
  });

  it.each([
    ['cosyvoice', {}],
    ['qwen', qwen],
  ] as const)('raises the alarm on the quota of %s at nine tenths', async (family, parts) => {
    harness.functions.changeVariables('reconcile-list', { VOICE_PLACES: '2' });
    await harness.design(parts);
    await reconcileFor(0.25);
    expect(harness.alarms.raised).toEqual([]);
    await harness.design(parts);
    await reconcileFor(0.25);
    expect(harness.alarms.raised).toEqual([`Lists.${family}-mainland.Full`]);
  });
});

describe('voice ids of a new form', () => {
  it('raise the alarm on undocumented ids at the first one', async () => {
    const effects = [{ kind: 'voice', id: 'opaque' }] as const;
    await harness.control.addRule({ match: { action: 'create' }, effects: [...effects], times: 1 });
    const { record } = await harness.design();
    expect(record.status).toBe('OK');
    await harness.alarms.pass(1);
    expect(harness.alarms.raised).toEqual(['UndocumentedIds']);
  });
});

describe('voices that fail', () => {
  const unpaid = { kind: 'error', status: 400, code: 'Arrearage', when: 'before' } as const;
  const designed = async (count: number) =>
    Promise.all(Array.from({ length: count }, async () => (await harness.design(qwen)).record.status));

  it('raise the alarm once five more have failed within an hour than were ready', async () => {
    expect(await designed(1)).toEqual(['OK']);
    await harness.control.addRule({ match: { action: 'create' }, effects: [unpaid], times: 1_000_000 });
    expect(new Set(await designed(5))).toEqual(new Set(['FAILED']));
    await harness.alarms.pass(2);
    expect(harness.alarms.raised).toEqual([]);
    await designed(1);
    await harness.alarms.pass(2);
    expect(harness.alarms.raised).toEqual(['Service.FailingVoices']);
    await harness.alarms.pass(240);
    expect(harness.alarms.lasting).toEqual([]);
  });
});

describe('the alarm on executions', () => {
  it('is raised if the record of a voice is gone', async () => {
    const voiceId = await harness.request();
    await harness.removeItem(voiceId);
    expect(await harness.run(voiceId)).toMatchObject({ status: 'FAILED', error: 'VoiceNotFoundError' });
    await harness.alarms.pass(1);
    expect(harness.alarms.raised).toEqual(['Service.Executions']);
  });

  it('is raised if create voice always fails, although the execution succeeds', async () => {
    harness.faults.invoke = (name) => (name === 'create-voice' ? { functionError: failing } : undefined);
    const { record, execution } = await harness.design();
    expect([execution.status, record.status]).toEqual(['SUCCEEDED', 'FAILED']);
    await harness.alarms.pass(1);
    expect(harness.alarms.raised).toEqual(['Service.Executions']);
  });

  it('is raised if an operator stops an execution that is stuck in a review', async () => {
    const voiceId = await harness.request(endless);
    const execution = await harness.start(voiceId);
    await harness.untilParked(voiceId);
    await harness.abort(execution);
    await harness.alarms.pass(1);
    expect(harness.alarms.raised).toEqual(['Service.Executions']);
  });

  const others: readonly (readonly [string, OperationName | null, string, () => Promise<unknown>])[] = [
    ['purge voices', 'find-due-voices', 'PurgeSchedule', () => harness.purge()],
    ['reconcile voices', null, 'ReconcileSchedule', () => harness.reconcile({ dryRun: 'maybe' })],
    ['sweep reviews', 'sweep-reviews', 'Sweeps', () => harness.startSweep()],
  ];
  it.each(others)('is raised for %s, and ends', async (_, failed, alarm, run) => {
    harness.faults.invoke = (name) => (name === failed ? { functionError: failing } : undefined);
    await run();
    while (harness.sweepsRun) await harness.pass(1);
    await harness.alarms.pass(1);
    expect(harness.alarms.raised).toEqual([alarm]);
    await harness.alarms.pass(20);
    expect(harness.alarms.lasting).toEqual([]);
  });
});

describe('a review that outlasts its deadline', () => {
  it('raises no alarm, because its execution ends as planned', async () => {
    const { record } = await harness.design(endless);
    expect(record.status).toBe('TIMED_OUT');
    await harness.alarms.pass(5);
    expect(harness.alarms.raised).toEqual([]);
  });
});
