import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { RestoreItems } from '../../cli/admin/restore-items.ts';
import { publicView } from '../../lambdas/shared/voice/view.ts';
import { proxyEvent } from '../support/http-events.ts';
import { StoredVoices } from '../support/stored-voices.ts';
import { WorkflowHarness } from './workflow-harness.ts';

/** Rehearsals of the section "Rehearsed incidents" of docs/operations.md. */
let harness: WorkflowHarness;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

const apiAnswer = z.object({
  statusCode: z.int(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});
const requestedAnswer = z.object({
  voiceId: z.string(),
  status: z.string(),
  reason: z.object({ code: z.string() }).nullable(),
});
const endless = { voicePrompt: 'Slow. [review never]' };

/** Starts a voice whose review does not end by itself, and waits until it is parked. */
async function parkVoice() {
  const voiceId = await harness.request(endless);
  const execution = await harness.start(voiceId);
  await harness.untilParked(voiceId);
  return { voiceId, execution };
}

/** Lets the provider accept a voice. */
async function accept(voiceId: string): Promise<void> {
  const { providerVoiceId = '' } = await harness.record(voiceId);
  await harness.control.review(providerVoiceId, { outcome: 'OK', inSeconds: 0 });
}

const createsOf = async (names: readonly string[]) =>
  (await harness.control.snapshot()).billed.filter(({ name }) => names.includes(name)).length;

async function nameOf(voiceId: string): Promise<string> {
  return (await harness.record(voiceId)).attempts['1']?.name ?? '';
}

describe('a rotation of the provider key with voices in flight', () => {
  it('loses and doubles no voice, also of a function that still holds the old key', async () => {
    const inReview = await parkVoice();
    await harness.control.grantKey({ key: 'sk-new', scope: 'mainland', name: 'local' });
    harness.functions.secret = harness.functions.secretWith('sk-new');
    const requested = await harness.request();
    const execution = await harness.start(requested);
    await harness.control.revokeKey('sk-local-mainland');
    await accept(inReview.voiceId);

    expect((await harness.end(inReview.execution)).status).toBe('SUCCEEDED');
    expect((await harness.end(execution)).status).toBe('SUCCEEDED');
    for (const voiceId of [inReview.voiceId, requested]) {
      expect((await harness.record(voiceId)).status).toBe('OK');
      expect(harness.announced(voiceId)).toEqual(['Voice Created', 'Voice Ready']);
    }
    expect(await createsOf([await nameOf(inReview.voiceId), await nameOf(requested)])).toBe(2);

    await harness.control.grantKey({ key: 'sk-local-mainland', scope: 'mainland', name: 'local' });
    await harness.control.revokeKey('sk-new');
  });
});

describe('a table that is restored from an older copy', () => {
  const report = z.object({ lists: z.array(z.object({ report: z.object({ unrecorded: z.number() }) })) });
  const unrecorded = async () => report.parse(await harness.reconcile()).lists[0]?.report.unrecorded ?? 0;
  const liveIds = async () => (await harness.control.snapshot()).live.map(({ id }) => id);

  let copy: StoredVoices;
  beforeEach(async () => {
    copy = await StoredVoices.start();
  });
  afterEach(async () => {
    // Many voices that the simulator has forgotten would look like a doubtful list to the next test.
    for (const { voiceId } of await harness.items()) await harness.removeItem(String(voiceId));
    await harness.overwrite('SWITCHES', { creates: true, deletes: true });
    await copy.stop();
  });

  /** Copies the table, as point-in-time recovery does. */
  async function copyTable(): Promise<void> {
    for (const item of await harness.items()) await copy.putItem(item);
  }

  /** Switches creates and deletes off, loses every other item, and restores the items from the copy. */
  async function loseAndRestore() {
    await harness.switchOff('creates');
    await harness.switchOff('deletes');
    for (const { voiceId } of await harness.items()) {
      if (voiceId !== 'SWITCHES') await harness.removeItem(String(voiceId));
    }
    const restoring = new RestoreItems({ client: copy.client, table: copy.tableName }, harness.table);
    return restoring.run({ withKeys: false, dryRun: false, now: new Date(0) });
  }

  it('finishes a review that ended after the copy, in a new run', async () => {
    const { voiceId, execution } = await parkVoice();
    await copyTable();
    await accept(voiceId);
    await harness.end(execution);
    expect((await harness.record(voiceId)).status).toBe('OK');

    await loseAndRestore();
    expect((await harness.record(voiceId)).status).toBe('DEPLOYING');
    await harness.pass(301);
    await harness.reconcile();
    const record = await harness.untilAnnounced(voiceId, 'OK');
    expect(record.run).toBe(1);
    expect(await createsOf([await nameOf(voiceId)])).toBe(1);
  });

  it('counts a voice that was created after the copy as unrecorded and keeps it', async () => {
    await copyTable();
    const before = await unrecorded();
    const { voiceId, record } = await harness.design();
    await loseAndRestore();
    expect(await harness.voices.read(voiceId)).toBeNull();
    expect(await unrecorded()).toBe(before + 1);
    expect(await liveIds()).toContain(record.providerVoiceId);
  });

  /** Requests a voice with an idempotency key, as a caller. */
  async function requestWithKey(key: string) {
    const body = JSON.stringify({
      family: 'cosyvoice',
      targetModel: 'cosyvoice-v3.5-plus',
      voicePrompt: 'A calm voice.',
      previewText: 'The harbour is quiet tonight.',
    });
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const answer = await harness.functions.run(
      'request-voice',
      proxyEvent({ method: 'POST', headers, body }),
    );
    const { statusCode, headers: answered, body: text } = apiAnswer.parse(answer);
    const { voiceId, status, reason } = requestedAnswer.parse(JSON.parse(text));
    return { voiceId, statusCode, status, reason, replayed: answered['Idempotent-Replayed'] === 'true' };
  }

  it.each(['REQUESTED', 'CREATING'] as const)(
    'restores a voice that was %s as FAILED, and a repeated request creates nothing',
    async (status) => {
      const { voiceId } = await requestWithKey(`restored ${status}`);
      const { attempts, providerVoiceId = '' } = await harness.untilAnnounced(voiceId, 'OK');
      const attempt = { ...attempts['1'], state: 'IN_FLIGHT' };
      const former = { status, attempts: status === 'CREATING' ? { 1: attempt } : {} };
      await copyTable();
      await copy.putItem({
        ...(await copy.item(voiceId)),
        ...former,
        providerVoiceId: undefined,
        reviewStartedAt: null,
      });
      await loseAndRestore();
      expect((await harness.record(voiceId)).status).toBe('FAILED');
      await harness.overwrite('SWITCHES', { creates: true, deletes: true });

      const repeated = await requestWithKey(`restored ${status}`);
      expect(repeated).toEqual({
        voiceId,
        statusCode: 202,
        replayed: true,
        status: 'FAILED',
        reason: expect.objectContaining({ code: 'create_outcome_unknown' }),
      });
      await harness.pass(3_600);
      await harness.reconcile();
      if (status === 'CREATING') {
        const adopted = await harness.untilAnnounced(voiceId, 'OK');
        expect(adopted.providerVoiceId).toBe(providerVoiceId);
      } else {
        expect((await harness.record(voiceId)).status).toBe('FAILED');
        expect(await liveIds()).toContain(providerVoiceId);
      }
      const token = attempts['1']?.name.slice(0, -1) ?? '';
      const { billed } = await harness.control.snapshot();
      const created = billed.filter(({ name }) => name.startsWith(token));
      expect(created).toHaveLength(1);
    },
  );

  it('expires a voice that was purged after the copy', async () => {
    const { voiceId, record } = await harness.design();
    // An account without voices proves nothing.
    await harness.design();
    await copyTable();
    await harness.control.removeVoice(record.providerVoiceId ?? '');
    await loseAndRestore();
    expect((await harness.record(voiceId)).status).toBe('OK');
    for (let run = 0; run < 2; run += 1) {
      await harness.pass(3_600);
      await harness.reconcile();
    }
    await harness.untilAnnounced(voiceId, 'EXPIRED');
  });

  it('purges nothing before deletes are switched on again', async () => {
    const { voiceId, record } = await harness.design();
    await harness.overwrite(voiceId, {
      status: 'DELETED',
      statusBeforeDelete: 'OK',
      deletedAt: new Date(0).toISOString(),
      purgeAt: new Date(0).toISOString(),
    });
    await copyTable();
    await copy.putItem({ voiceId: 'SWITCHES', creates: true, deletes: true });
    await loseAndRestore();
    await harness.purge();
    expect(await liveIds()).toContain(record.providerVoiceId);
    expect((await harness.record(voiceId)).status).toBe('DELETED');
  });
});

describe('a day without the provider', () => {
  const unavailable = { kind: 'error', status: 503, code: 'ModelUnavailable', when: 'before' } as const;
  const outage = () => harness.control.addRule({ effects: [unavailable], times: 100_000 });

  it('ends reviews at their deadline and requests as FAILED, and the reviews are completed afterwards', async () => {
    const inReview = await parkVoice();
    await accept(inReview.voiceId);
    await outage();
    const requested = await harness.request();
    const { status } = await harness.end(await harness.start(requested));
    expect(status).toBe('SUCCEEDED');
    const failed = await harness.record(requested);
    expect([failed.status, publicView(failed).reason?.code]).toEqual(['FAILED', 'create_outcome_unknown']);
    expect(harness.announced(requested)).toEqual(['Voice Failed']);
    await harness.end(inReview.execution);
    expect((await harness.record(inReview.voiceId)).status).toBe('TIMED_OUT');

    await harness.control.clearRules();
    await harness.reconcile();
    expect((await harness.untilAnnounced(inReview.voiceId, 'OK')).run).toBe(0);
    expect(harness.announced(inReview.voiceId)).toEqual([
      'Voice Created',
      'Voice Review Timed Out',
      'Voice Ready',
    ]);
    expect(await createsOf([await nameOf(requested)])).toBe(0);
  });

  it('delays requests instead if creates are switched off meanwhile', async () => {
    await outage();
    await harness.switchOff('creates');
    const voiceId = await harness.request();
    const execution = await harness.start(voiceId);
    await harness.entered('Create voice');
    expect((await harness.record(voiceId)).status).toBe('REQUESTED');
    await harness.control.clearRules();
    await harness.overwrite('SWITCHES', { creates: true });
    expect((await harness.end(execution)).status).toBe('SUCCEEDED');
    expect((await harness.record(voiceId)).status).toBe('OK');
    expect(await createsOf([await nameOf(voiceId)])).toBe(1);
  });
});
