import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { publicView } from '../../lambdas/shared/voice/view.ts';
import { reviewDeadlineSeconds } from '../support/deployments.ts';
import { WorkflowHarness } from './workflow-harness.ts';

let harness: WorkflowHarness;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

describe('designing a voice', () => {
  it('records and announces a CosyVoice voice from request to OK', async () => {
    const { execution, record, announced, voiceId } = await harness.design({
      labels: { project: 'audiobook' },
    });
    expect(execution.status).toBe('SUCCEEDED');
    expect(record).toMatchObject({
      status: 'OK',
      sequence: 2,
      pendingEvents: {},
      preview: { mediaType: 'audio/wav' },
    });
    expect(record.polls).toBeGreaterThan(0);
    expect(Date.parse(record.reviewedAt ?? '')).toBeGreaterThan(Date.parse(record.reviewStartedAt ?? ''));
    expect(announced).toEqual(['Voice Created', 'Voice Ready']);
    expect([...harness.functions.bucket.objects.keys()]).toContain(`${voiceId}/1.wav`);
  });

  it('announces the public view of the record', async () => {
    const { record, voiceId } = await harness.design();
    const events = harness.events.filter(({ source }) => source === 'voice-design');
    expect(events.map(({ detail }) => detail)).toMatchObject([
      {
        schemaVersion: 1,
        eventId: `${voiceId}-1`,
        sequence: 1,
        voice: { status: 'DEPLOYING', sequence: 1, use: null },
      },
      { schemaVersion: 1, eventId: `${voiceId}-2`, sequence: 2, voice: { status: 'OK', sequence: 2 } },
    ]);
    expect(events[1]?.detail).toMatchObject({ voice: publicView(record) });
    expect(JSON.stringify(events)).not.toMatch(/harbour|takes its time|sk-local/);
  });

  it('leaves a history without texts and keys', async () => {
    const executionArn = await harness.start(await harness.request({}));
    await harness.end(executionArn);
    const history = await harness.historyOf(executionArn);
    for (const type of ['TaskSubmitted', 'ExecutionSucceeded']) {
      expect(history).toMatchObject({ events: expect.arrayContaining([expect.objectContaining({ type })]) });
    }
    expect(JSON.stringify(history)).not.toMatch(/harbour|takes its time|sk-local/);
  });

  it('makes a Qwen voice ready without a review, with one write and two events of status OK', async () => {
    const { record, announced } = await harness.design({
      family: 'qwen',
      targetModel: 'qwen3-tts-vd-2026-01-26',
    });
    expect(record).toMatchObject({
      status: 'OK',
      sequence: 2,
      polls: 0,
      reviewStartedAt: null,
      pendingEvents: {},
    });
    expect(announced).toEqual(['Voice Created', 'Voice Ready']);
    const details = harness.events
      .filter(({ source }) => source === 'voice-design')
      .map(({ detail }) => detail);
    expect(details).toMatchObject([
      { sequence: 1, voice: publicView(record) },
      { sequence: 2, voice: publicView(record) },
    ]);
    expect(harness.functions.invocations('query-voice')).toBe(0);
  });

  it('records a rejected review', async () => {
    const { record, announced } = await harness.design({ voicePrompt: 'Bright and fast. [reject]' });
    expect(record).toMatchObject({ status: 'UNDEPLOYED', reason: { code: 'review_rejected' } });
    expect(announced).toEqual(['Voice Created', 'Voice Rejected']);
  });

  it('ends a review at its deadline as TIMED_OUT', async () => {
    const { record, announced, execution } = await harness.design({ voicePrompt: 'Slow. [review never]' });
    expect(execution.status).toBe('SUCCEEDED');
    expect(record).toMatchObject({
      status: 'TIMED_OUT',
      reason: { code: 'review_deadline' },
      pendingEvents: {},
    });
    expect(announced).toEqual(['Voice Created', 'Voice Review Timed Out']);
    const waited = Date.parse(record.updatedAt) - Date.parse(record.reviewStartedAt ?? '');
    expect(waited).toBeGreaterThanOrEqual(reviewDeadlineSeconds * 1_000);
  });

  it('writes to the table only on a change, not on every poll', async () => {
    let writes = 0;
    harness.faults.table = (update) => {
      if (update) writes += 1;
    };
    const still = { kind: 'patch', patch: { output: { status: 'DEPLOYING' } } } as const;
    await harness.control.addRule({ match: { action: 'query' }, effects: [still], times: 3 });
    const { record } = await harness.design();
    expect(record).toMatchObject({ status: 'OK', polls: 4 });
    expect(writes).toBe(4);
  });

  it('sends one create to the provider, under a unique name', async () => {
    await harness.design();
    const created = (await harness.control.calls()).filter(({ action }) => action === 'create');
    expect(created).toHaveLength(1);
    expect(created[0]?.name).toMatch(/^vd[a-z0-9]{7}b$/);
  });

  it.each([
    ['no-voice-id', { run: 0 }],
    ['no-run', { voiceId: '01K5ZJ0AAAAAAAAAAAAAAAAAAA' }],
    ['run-as-text', { voiceId: '01K5ZJ0AAAAAAAAAAAAAAAAAAA', run: '0' }],
    ['no-object', 'hello'],
  ])('refuses an execution started with invalid input: %s', async (name, input) => {
    const execution = await harness.run(`by-hand-${name}`, input);
    expect(execution).toMatchObject({ status: 'FAILED', error: 'InvalidExecutionInput' });
    expect(await harness.control.calls()).toEqual([]);
  });

  it('refuses an execution of a voice without a record', async () => {
    const execution = await harness.run('01K5ZJ0ZZZZZZZZZZZZZZZZZZZ');
    expect(execution).toMatchObject({ status: 'FAILED', error: 'VoiceNotFoundError' });
    expect(await harness.control.calls()).toEqual([]);
  });
});

describe('an answer of the provider to a create', () => {
  const fault = (effect: Parameters<typeof harness.control.addRule>[0]['effects'][number], times = 1) =>
    harness.control.addRule({ match: { action: 'create' }, effects: [effect], times });
  const createsSent = async () => (await harness.control.calls()).filter(({ action }) => action === 'create');
  const error = (status: number, code: string, when: 'before' | 'after' = 'before') =>
    ({ kind: 'error', status, code, when }) as const;

  it.each([
    [400, 'InvalidParameter', 'provider_refused'],
    [400, 'DataInspectionFailed', 'content_rejected'],
    [400, 'Arrearage', 'provider_billing'],
    [403, 'AccessDenied', 'provider_refused'],
    [401, 'InvalidApiKey', 'provider_unauthorized'],
  ])('%s %s is recorded and announced as FAILED with the provider’s code', async (status, code, reason) => {
    await fault(error(status, code));
    const { execution, record, announced } = await harness.design();
    expect(execution.status).toBe('SUCCEEDED');
    expect(record).toMatchObject({
      status: 'FAILED',
      reason: { code: reason, providerCode: code, message: expect.any(String) },
      pendingEvents: {},
    });
    expect(announced).toEqual(['Voice Failed']);
    expect(harness.events.at(-2)?.detail ?? harness.events.at(-1)?.detail).toMatchObject({
      voice: { reason: { code: reason, providerCode: code }, preview: { missing: 'none' } },
    });
    expect(publicView(record).preview).toEqual({ missing: 'none' });
    expect((await harness.control.snapshot()).live).toEqual([]);
  });

  it.each([
    ['500 after the voice was made', error(500, 'InternalError', 'after')],
    ['no JSON', { kind: 'body', body: 'hello', when: 'after' }],
    ['an empty body', { kind: 'body', body: '', when: 'after' }],
    ['an answer without an id', { kind: 'body', body: '{"output":{},"request_id":"r"}', when: 'after' }],
    ['a reset after the voice was made', { kind: 'reset', when: 'after' }],
    ['the end of the connection', { kind: 'close', when: 'after' }],
    ['half an answer', { kind: 'truncate', framing: 'none' }],
    ['silence', { kind: 'silence', when: 'after' }],
  ] as const)('%s leaves the outcome open: the voice is found by its name and adopted', async (_, effect) => {
    if (effect.kind === 'silence') harness.functions.limitAnswers(1_000);
    await fault(effect, 5);
    const { execution, record, announced } = await harness.design();
    expect(execution.status).toBe('SUCCEEDED');
    expect(record).toMatchObject({
      status: 'OK',
      preview: { missing: 'lost' },
      attempts: { 1: { state: 'MADE', adopted: true } },
    });
    expect(announced).toEqual(['Voice Created', 'Voice Ready']);
    expect(await createsSent()).toHaveLength(1);
    const { live } = await harness.control.snapshot();
    expect(live.map(({ id }) => id)).toContain(record.providerVoiceId);
  });

  it.each([
    ['500', error(500, 'InternalError')],
    ['a proxy’s page', { kind: 'html', status: 502, when: 'before' }],
    ['a reset after the request was read', { kind: 'reset', when: 'before' }],
  ] as const)(
    '%s without a voice: its absence is proved, and one more create is sent under another name',
    async (_, effect) => {
      await harness.design();
      await fault(effect);
      const { record, announced } = await harness.design();
      expect(record).toMatchObject({
        status: 'OK',
        preview: { mediaType: 'audio/wav' },
        attempts: { 1: { state: 'ABSENT' }, 2: { state: 'MADE' } },
      });
      expect(announced).toEqual(['Voice Created', 'Voice Ready']);
      const names = (await createsSent()).map(({ name }) => name);
      expect(names).toHaveLength(3);
      expect(new Set(names).size).toBe(3);
    },
  );

  it('500 to every create ends with the last attempt that is allowed', async () => {
    await harness.design();
    await fault(error(500, 'InternalError'), 5);
    const { record, announced } = await harness.design();
    expect(record).toMatchObject({ status: 'FAILED', reason: { code: 'create_outcome_absent' } });
    expect(announced).toEqual(['Voice Failed']);
    expect(await createsSent()).toHaveLength(3);
  });

  it('429 is sent again under the same name until the voice is made', async () => {
    await fault(error(429, 'Throttling.RateQuota'), 3);
    const { record, announced } = await harness.design();
    expect(record).toMatchObject({ status: 'OK', attempts: { 1: { releases: 3 } } });
    expect(announced).toEqual(['Voice Created', 'Voice Ready']);
    const names = (await harness.control.calls())
      .filter(({ action }) => action === 'create')
      .map(({ name }) => name);
    expect(names).toHaveLength(4);
    expect(new Set(names).size).toBe(1);
  });

  it('429 to every create ends as FAILED after the last wait of the policy', async () => {
    await fault(error(429, 'Throttling.RateQuota'), 100);
    const { record, announced } = await harness.design();
    expect(record).toMatchObject({ status: 'FAILED', reason: { code: 'provider_throttled' } });
    expect(announced).toEqual(['Voice Failed']);
    expect(await harness.control.calls()).toHaveLength(21);
  });

  it('a refused connection ends as FAILED, with no call at the provider', async () => {
    harness.functions.secret = harness.functions.secretWith('sk-local-mainland', 'http://127.0.0.1:9');
    const { record } = await harness.design();
    expect(record).toMatchObject({ status: 'FAILED', reason: { code: 'provider_unreachable' } });
    expect(await harness.control.calls()).toEqual([]);
  });

  it.each([
    ['without a key for the scope', '{}', /no key for the scope mainland/],
    ['that is malformed', '{"mainland":{"apiKey":"sk-canary', /not JSON/],
    ['with a key that cannot be one', '{"mainland":{"apiKey":"Bearer sk-canary"}}', /Bearer/],
  ])(
    'a provider secret %s ends as FAILED with the reason, and no call is made',
    async (_, secret, message) => {
      harness.functions.secret = secret;
      const { record, announced } = await harness.design();
      const { code, message: recorded } = record.reason ?? {};
      expect([record.status, code, announced]).toEqual(['FAILED', 'scope_not_configured', ['Voice Failed']]);
      expect(recorded).toMatch(message);
      expect(JSON.stringify(record)).not.toContain('canary');
      expect(await harness.control.calls()).toEqual([]);
    },
  );

  it('a refused key leads to one more create with the rotated key', async () => {
    await harness.design();
    await harness.control.revokeKey('sk-local-mainland');
    await harness.control.grantKey({ key: 'sk-rotated', scope: 'mainland', name: 'local' });
    harness.functions.secret = harness.functions.secretWith('sk-rotated');
    const { record } = await harness.design();
    expect(record).toMatchObject({ status: 'OK' });
    await harness.control.revokeKey('sk-rotated');
    await harness.control.grantKey({ key: 'sk-local-mainland', scope: 'mainland', name: 'local' });
  });

  it.each(['bad-base64', 'empty'] as const)(
    'a preview that is %s does not fail the voice',
    async (problem) => {
      await fault({ kind: 'preview', preview: problem });
      const { record } = await harness.design();
      expect(record).toMatchObject({ status: 'OK', preview: { missing: 'invalid' } });
    },
  );
});
