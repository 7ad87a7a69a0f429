import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProviderVoice, WalkVoicesRequest } from '../../lambdas/shared/dashscope/index.ts';
import { publicView } from '../../lambdas/shared/voice/view.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import { WorkflowHarness } from './workflow-harness.ts';

let harness: WorkflowHarness;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
});
afterAll(() => harness.close());
afterEach(() => harness.reset());

const creates = async () =>
  (await harness.control.calls()).filter(({ action }) => action === 'create').length;
const died = (errorType: string) => ({ functionError: { errorType, errorMessage: 'it died' } });
const throttledTable = () => new AwsError('ProvisionedThroughputExceededException', 'slow down');
const isRecording = (update: string | undefined) => update?.includes('SET #status') ?? false;
const isForgetting = (update: string | undefined) => update?.startsWith('REMOVE') ?? false;

/** Walks the list of an empty account. */
async function* emptyWalk({ onEnd }: WalkVoicesRequest): AsyncGenerator<ProviderVoice, void> {
  onEnd?.({ reason: 'empty_page', pagesRead: 1, voices: 0, unreadable: 0, totalCount: null });
  yield* [];
}

describe('a create function that fails without an answer', () => {
  it.each([
    ['times out', () => died('Sandbox.Timedout')],
    ['runs out of memory', () => died('Runtime.OutOfMemory')],
    ['throws', () => died('TypeError')],
  ])('%s before it sends: is invoked again and sends once', async (_, failure) => {
    harness.faults.invoke = (name, times) => (name === 'create-voice' && times <= 2 ? failure() : undefined);
    const { record, execution } = await harness.design();
    expect(execution.status).toBe('SUCCEEDED');
    expect(record.status).toBe('OK');
    expect(await creates()).toBe(1);
    expect(harness.states.filter((state) => state === 'Wait after interruption')).toHaveLength(2);
  });

  it.each(['TooManyRequestsException', 'ServiceException', 'ResourceNotFoundException'])(
    'cannot be invoked (%s): is invoked again',
    async (type) => {
      harness.faults.invoke = (name, times) => {
        if (name === 'create-voice' && times === 1) throw new AwsError(type, 'no', 500);
        return undefined;
      };
      const { record } = await harness.design();
      expect(record.status).toBe('OK');
      expect(await creates()).toBe(1);
    },
  );

  it('is throttled beyond the limit of interruptions: throttles do not count, and it sends once', async () => {
    harness.faults.invoke = (name, times) => {
      if (name === 'create-voice' && times <= 25) throw new AwsError('TooManyRequestsException', 'no', 429);
      return undefined;
    };
    const { record } = await harness.design();
    expect(record).toMatchObject({ status: 'OK' });
    expect(await creates()).toBe(1);
    expect(harness.states).not.toContain('Wait after interruption');
  });

  it('dies after it has recorded the id: the workflow continues without the preview', async () => {
    harness.functions.replace('create-voice', {
      previews: {
        put: () => Promise.reject(new Error('the process died')),
        find: async () => null,
        read: async () => new Uint8Array(),
      },
    });
    const { record, announced } = await harness.design();
    expect(record).toMatchObject({ status: 'OK', preview: { missing: 'lost' } });
    expect(announced).toEqual(['Voice Created', 'Voice Ready']);
    expect(await creates()).toBe(1);
  });

  it('receives no answer from the bucket: finds the preview that it has stored', async () => {
    harness.functions.bucket.losesAnswers = true;
    const { record } = await harness.design();
    expect(record).toMatchObject({ status: 'OK', preview: { mediaType: 'audio/wav' } });
    expect(await creates()).toBe(1);
  });

  it('dies between its claim and the provider’s answer, in an account that proves no absence: does not send again', async () => {
    harness.functions.replace('create-voice', {
      clientOf: () => ({
        createVoice: () => Promise.reject(new Error('the process died')),
        walkVoices: emptyWalk,
      }),
    });
    const { record, announced, execution } = await harness.design();
    expect(execution.status).toBe('SUCCEEDED');
    expect(record).toMatchObject({
      status: 'FAILED',
      reason: { code: 'create_outcome_unknown' },
      attempts: { 1: { state: 'UNKNOWN' } },
    });
    const waited = Date.parse(record.updatedAt) - Date.parse(record.attempts['1']?.claimedAt ?? '');
    expect(waited).toBeGreaterThanOrEqual(780_000);
    expect(announced).toEqual(['Voice Failed']);
  });

  it('cannot write the id: the workflow writes it and continues', async () => {
    harness.faults.functionTable = (update) => {
      if (update?.includes('providerVoiceId = :id,')) throw throttledTable();
    };
    const { record, announced } = await harness.design();
    expect(record).toMatchObject({
      status: 'OK',
      attempts: { 1: { state: 'MADE' } },
      preview: { missing: 'lost' },
    });
    expect(record.keyId).toMatch(/^[0-9a-f]{16}$/);
    expect(record.keyId).toBe(record.attempts['1']?.keyId);
    expect(harness.states).toContain('Record provider voice');
    expect(announced).toEqual(['Voice Created', 'Voice Ready']);
    expect(await creates()).toBe(1);
  });

  it('always fails: the workflow records and announces FAILED, and nothing is sent', async () => {
    harness.faults.invoke = (name) => (name === 'create-voice' ? died('Sandbox.Timedout') : undefined);
    const { record, announced, execution } = await harness.design();
    expect(execution.status).toBe('SUCCEEDED');
    expect(harness.functions.invocations('create-voice')).toBe(19);
    expect(record).toMatchObject({
      status: 'FAILED',
      reason: { code: 'execution_failed' },
      pendingEvents: {},
    });
    expect(announced).toEqual(['Voice Failed']);
    expect(await creates()).toBe(0);
  });

  it('fails after it has made the voice: the voice is kept as TIMED_OUT', async () => {
    harness.faults.invoke = (name) => (name === 'create-voice' ? died('Sandbox.Timedout') : undefined);
    const voiceId = await harness.request();
    await harness.functions.run('create-voice', { voiceId, run: 0 });
    await harness.run(voiceId);
    expect(await harness.record(voiceId)).toMatchObject({
      status: 'TIMED_OUT',
      reason: { code: 'execution_failed' },
    });
    expect(harness.announced(voiceId)).toEqual(['Voice Created', 'Voice Review Timed Out']);
  });
});

describe('a failure of the table', () => {
  it('is retried with the same write while it lasts', async () => {
    let failures = 0;
    harness.faults.table = () => {
      failures += 1;
      if (failures % 3 !== 0) throw throttledTable();
    };
    const { record, announced } = await harness.design();
    expect(record).toMatchObject({ status: 'OK', sequence: 2, pendingEvents: {} });
    expect(announced).toEqual(['Voice Created', 'Voice Ready']);
  });

  it('that loses the answer of a write does not repeat the transition', async () => {
    const lost: string[] = [];
    let answers = 0;
    harness.faults.tableAnswer = (update) => {
      answers += 1;
      if (!update || answers % 2 === 0) return;
      lost.push(update);
      throw new AwsError('InternalServerError', 'the answer was lost', 500);
    };
    const { record, announced } = await harness.design();
    expect(lost).toHaveLength(4);
    expect(record).toMatchObject({ status: 'OK', sequence: 2, pendingEvents: {} });
    expect(announced).toEqual(['Voice Created', 'Voice Ready']);
  });

  it('that lasts for the workflow leaves the voice to the settling function', async () => {
    harness.faults.table = (update) => {
      if (isRecording(update)) throw throttledTable();
    };
    const { record, announced, execution } = await harness.design();
    expect(execution.status).toBe('SUCCEEDED');
    expect(record).toMatchObject({ status: 'TIMED_OUT', reason: { code: 'execution_failed' } });
    expect(announced).toEqual(['Voice Created', 'Voice Review Timed Out']);
  });

  it('that keeps an event pending does not stop the workflow', async () => {
    harness.faults.table = (update) => {
      if (isForgetting(update)) throw throttledTable();
    };
    const { record } = await harness.design({ family: 'qwen', targetModel: 'qwen3-tts-vd-2026-01-26' });
    expect(record.status).toBe('OK');
    expect(Object.keys(record.pendingEvents)).toEqual(['1', '2']);
  });

  it('in the read after the id could not be written leaves the voice to the settling function', async () => {
    harness.faults.functionTable = (update) => {
      if (update?.includes('providerVoiceId = :id,')) throw throttledTable();
    };
    harness.faults.table = (update) => {
      if (update === undefined || update.includes('providerVoiceId')) throw throttledTable();
    };
    const { record, announced } = await harness.design();
    expect(record).toMatchObject({ status: 'FAILED', reason: { code: 'create_outcome_unknown' } });
    expect(announced).toEqual(['Voice Failed']);
    expect(await creates()).toBe(1);
  });
});

describe('a transition by another writer', () => {
  /** Makes a change just before the workflow's first write. */
  function overtake(change: (voiceId: string) => Promise<unknown>): void {
    let stepped = false;
    harness.faults.beforeTable = async (update, voiceId) => {
      if (stepped || !isRecording(update)) return;
      stepped = true;
      await change(voiceId);
    };
  }

  it('to another run ends this one without an event', async () => {
    overtake((voiceId) => harness.overwrite(voiceId, { run: 1 }));
    const { record, announced, execution } = await harness.design();
    expect(execution.status).toBe('SUCCEEDED');
    expect(record).toMatchObject({ status: 'CREATING', run: 1 });
    expect(announced).toEqual([]);
    expect(harness.states.slice(-3)).toEqual(['Read voice', 'Owned by this run?', 'Done']);
  });

  it('to a settled status ends this run without an event', async () => {
    overtake((voiceId) => harness.functions.run('settle-execution', { voiceId, run: 0 }));
    const { record, announced } = await harness.design();
    expect(record.status).toBe('TIMED_OUT');
    expect(announced).toEqual(['Voice Created', 'Voice Review Timed Out']);
  });

  it('that records the id after the create was given up keeps the voice from FAILED', async () => {
    await harness.control.addRule({
      match: { action: 'create' },
      effects: [{ kind: 'error', status: 500, code: 'InternalError', when: 'after' }],
      times: 1,
    });
    await harness.control.addRule({
      match: { action: 'list' },
      effects: [{ kind: 'error', status: 500, code: 'InternalError', when: 'before' }],
      times: 1_000,
    });
    overtake(async (voiceId) => {
      const { attempts } = await harness.record(voiceId);
      const { live } = await harness.control.snapshot();
      const made = live.find(({ name }) => name === attempts['1']?.name);
      const claim = {
        voiceId,
        run: 0,
        attempt: 1,
        claimId: attempts['1']?.claimId ?? '',
        claimedAt: new Date(),
      };
      await harness.attemptStore.recordMade(
        claim,
        { providerVoiceId: made?.id ?? '', requestId: null, usageCount: 1 },
        new Date(),
      );
    });
    const { record, announced } = await harness.design();
    expect(harness.states).toContain('Owned by this run?');
    expect(record).toMatchObject({ status: 'OK', preview: { missing: 'lost' } });
    expect(announced).toEqual(['Voice Created', 'Voice Ready']);
    expect(publicView(record).reason).toBeNull();
  });

  it('to the review by the same run continues the review', async () => {
    const first = await harness.request({ voicePrompt: 'Long. [review never]' });
    const input = { voiceId: first, run: 0 };
    const earlier = await harness.start(first, input);
    const { providerVoiceId } = await harness.until(first, ({ status }) => status === 'DEPLOYING');
    const later = await harness.start(`${first}-again`, input);
    await harness.entered('Query voice');
    await harness.control.review(providerVoiceId ?? '', { outcome: 'OK' });
    await Promise.all([harness.end(earlier), harness.end(later)]);
    expect(await harness.record(first)).toMatchObject({ status: 'OK', sequence: 2 });
    expect(new Set(harness.announced(first))).toEqual(new Set(['Voice Created', 'Voice Ready']));
    expect(new Set(harness.eventIds(first)).size).toBe(2);
    expect(await creates()).toBe(1);
  });
});

describe('a failure of the bus', () => {
  it('is retried with the same event while it lasts', async () => {
    let times = 0;
    harness.faults.bus = ({ source }) => {
      if (source !== 'voice-design') return;
      times += 1;
      if (times % 3 !== 0) throw new AwsError('InternalException', 'no', 500);
    };
    const { record, announced } = await harness.design();
    expect(record).toMatchObject({ status: 'OK', pendingEvents: {} });
    expect(announced).toEqual(['Voice Created', 'Voice Ready']);
  });

  it('that lasts leaves the events pending unchanged, and the workflow continues', async () => {
    harness.faults.bus = ({ source }) => {
      if (source === 'voice-design') throw new AwsError('InternalException', 'no', 500);
    };
    const { record, announced, execution } = await harness.design({
      family: 'qwen',
      targetModel: 'qwen3-tts-vd-2026-01-26',
    });
    expect(execution.status).toBe('SUCCEEDED');
    expect(announced).toEqual([]);
    expect(record.status).toBe('OK');
    expect(Object.entries(record.pendingEvents).map(([key, { detailType }]) => [key, detailType])).toEqual([
      ['1', 'Voice Created'],
      ['2', 'Voice Ready'],
    ]);
    expect(JSON.parse(record.pendingEvents['2']?.detail ?? '')).toMatchObject({
      eventId: `${record.voiceId}-2`,
      voice: publicView(record),
    });
  });
});

describe('a failed query of the review', () => {
  it.each([
    ['the provider is down', { kind: 'error', status: 503, code: 'ServiceUnavailable' }],
    ['the provider throttles', { kind: 'error', status: 429, code: 'Throttling.RateQuota' }],
    ['the key is refused', { kind: 'error', status: 401, code: 'InvalidApiKey' }],
    [
      'the provider does not know the voice yet',
      { kind: 'error', status: 400, code: 'BadRequest.ResourceNotExist' },
    ],
    ['the answer is HTML', { kind: 'html' }],
    ['the connection breaks', { kind: 'reset', when: 'before' }],
  ] as const)('%s: is repeated after a wait', async (_, effect) => {
    await harness.control.addRule({ match: { action: 'query' }, effects: [effect], times: 2 });
    const { record, announced } = await harness.design();
    expect(record).toMatchObject({ status: 'OK', polls: 3 });
    expect(announced).toEqual(['Voice Created', 'Voice Ready']);
  });

  it('by a failing function is retried briefly, then after the longest wait', async () => {
    harness.faults.invoke = (name, times) =>
      name === 'query-voice' && times <= 6 ? died('Sandbox.Timedout') : undefined;
    const { record } = await harness.design();
    expect(record.status).toBe('OK');
    expect(harness.states.filter((state) => state === 'Query failed')).toHaveLength(1);
  });
});

describe('an answer too large for an execution', () => {
  it('is caught like a lost answer', async () => {
    harness.faults.invoke = (name, times) =>
      name === 'create-voice' && times <= 2 ? { payload: { huge: 'x'.repeat(300_000) } } : undefined;
    const { record, announced } = await harness.design();
    expect(record.status).toBe('OK');
    expect(announced).toEqual(['Voice Created', 'Voice Ready']);
    expect(harness.states.filter((state) => state === 'Wait after interruption')).toHaveLength(2);
  });
});

describe('a failure that the workflow cannot catch', () => {
  it('by an answer of another shape is settled by the rule', async () => {
    harness.faults.invoke = (name) =>
      name === 'create-voice' ? { payload: { outcome: 'made' } } : undefined;
    const voiceId = await harness.request();
    expect(await harness.run(voiceId)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    await harness.untilAnnounced(voiceId, 'FAILED');
    expect(harness.announced(voiceId)).toEqual(['Voice Failed']);
  });

  it('by a stop during a review is settled by the rule', async () => {
    const voiceId = await harness.request({ voicePrompt: 'Long. [review never]' });
    const arn = await harness.start(voiceId);
    await harness.until(voiceId, ({ status }) => status === 'DEPLOYING');
    await harness.abort(arn);
    const record = await harness.untilAnnounced(voiceId, 'TIMED_OUT');
    expect(record).toMatchObject({ reason: { code: 'execution_failed' } });
    // The first event may still be pending. The settling function then sends the same event again.
    expect(new Set(harness.announced(voiceId))).toEqual(new Set(['Voice Created', 'Voice Review Timed Out']));
    expect(new Set(harness.eventIds(voiceId)).size).toBe(2);
  });

  it('by a stop after the claim ends as create_outcome_unknown', async () => {
    harness.functions.replace('create-voice', {
      clientOf: () => ({ createVoice: () => new Promise(() => {}), walkVoices: emptyWalk }),
    });
    const voiceId = await harness.request();
    const arn = await harness.start(voiceId);
    await harness.until(voiceId, ({ status }) => status === 'CREATING');
    await harness.abort(arn);
    const record = await harness.until(voiceId, ({ status }) => status === 'FAILED');
    expect(record).toMatchObject({ reason: { code: 'create_outcome_unknown' } });
  });
});
