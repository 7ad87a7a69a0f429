import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { publicView } from '../../lambdas/shared/voice/view.ts';
import { WorkflowHarness } from './workflow-harness.ts';

/** Rehearsals of the section "Rehearsed incidents" of docs/operations.md. */
let harness: WorkflowHarness;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
});
afterAll(() => harness.close());
beforeEach(() => harness.reset());

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

  /** Replaces every item of the table with those of the copy. */
  async function restore(copy: Awaited<ReturnType<WorkflowHarness['items']>>): Promise<void> {
    for (const { voiceId } of await harness.items()) await harness.removeItem(String(voiceId));
    for (const { voiceId, ...attributes } of copy) {
      // An item that has only its key holds nothing.
      if (Object.keys(attributes).length > 0) await harness.overwrite(String(voiceId), attributes);
    }
  }

  it('finishes a review that ended after the copy, in a new run', async () => {
    const { voiceId, execution } = await parkVoice();
    const copy = await harness.items();
    await accept(voiceId);
    await harness.end(execution);
    expect((await harness.record(voiceId)).status).toBe('OK');

    await restore(copy);
    expect((await harness.record(voiceId)).status).toBe('DEPLOYING');
    await harness.pass(301);
    await harness.reconcile();
    const record = await harness.untilAnnounced(voiceId, 'OK');
    expect(record.run).toBe(1);
    expect(await createsOf([await nameOf(voiceId)])).toBe(1);
  });

  it('counts a voice that was created after the copy as unrecorded and keeps it', async () => {
    const copy = await harness.items();
    const before = report.parse(await harness.reconcile()).lists[0]?.report.unrecorded ?? 0;
    const { voiceId, record } = await harness.design();
    await restore(copy);
    expect(await harness.voices.read(voiceId)).toBeNull();
    expect(report.parse(await harness.reconcile()).lists[0]?.report.unrecorded).toBe(before + 1);
    const { live } = await harness.control.snapshot();
    expect(live.map(({ id }) => id)).toContain(record.providerVoiceId);
  });

  it('purges nothing while deletes are switched off', async () => {
    const { voiceId, record } = await harness.design();
    await harness.overwrite(voiceId, {
      status: 'DELETED',
      statusBeforeDelete: 'OK',
      deletedAt: new Date(0).toISOString(),
      purgeAt: new Date(0).toISOString(),
    });
    const copy = await harness.items();
    await restore(copy);
    await harness.switchOff('deletes');
    await harness.purge();
    const { live } = await harness.control.snapshot();
    expect(live.map(({ id }) => id)).toContain(record.providerVoiceId);
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
