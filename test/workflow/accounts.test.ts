import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { deletePermanently } from '../../lambdas/delete-voice/delete-permanently.ts';
import { importVoice } from '../../lambdas/import-voice/import-voice.ts';
import { deleteVoice } from '../../lambdas/shared/actions/delete-voice.ts';
import type { OperationName } from '../harness/operations.ts';
import { WorkflowHarness } from './workflow-harness.ts';

let harness: WorkflowHarness;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
});
afterAll(() => harness.close());
const others: string[] = [];
beforeEach(async () => {
  // The provider no longer has the voices of earlier tests.
  for (const voiceId of others.splice(0)) await harness.overwrite(voiceId, { status: 'PURGED' });
  await harness.reset();
  await harness.control.grantKey({ key: 'sk-other', scope: 'mainland', name: 'other' });
});

const rightKey = 'sk-local-mainland';
const use = (apiKey: string) => harness.functions.useSecret(harness.functions.secretWith(apiKey));
const before = (seconds: number) => new Date(Date.now() - seconds * 1_000).toISOString();
const live = async () => (await harness.control.snapshot()).live.map(({ id }) => id);
const statusOf = async (voiceId: string) => (await harness.record(voiceId)).status;
const deletes = async () =>
  (await harness.control.calls()).filter(({ action }) => action === 'delete').length;

async function design(parts: Parameters<WorkflowHarness['design']>[0] = {}) {
  const designed = await harness.design(parts);
  others.push(designed.voiceId);
  return designed;
}

/** Makes records an hour older: their last change, and the time since which a voice is missing. */
async function age(voiceIds: readonly string[]): Promise<void> {
  for (const voiceId of voiceIds) {
    const { missingSince } = await harness.record(voiceId);
    await harness.overwrite(voiceId, {
      updatedAt: before(3_600),
      ...(missingSince && { missingSince: before(3_600) }),
    });
  }
}

/** Changes the key in the secret before the n-th invocation of a function from now on. */
function useBefore(keys: Readonly<Partial<Record<number, string>>>, name: OperationName): void {
  const earlier = harness.functions.invocations(name);
  harness.faults.invoke = (invoked, times) => {
    const apiKey = invoked === name ? keys[times - earlier] : undefined;
    if (apiKey) use(apiKey);
    return undefined;
  };
}

/** Deletes a voice permanently, and waits for the end of the purge that it starts. */
async function deleteNow(voiceId: string): Promise<void> {
  const earlier = harness.started.length;
  await deletePermanently({ voiceId, owner: 'ann' }, harness.dependencies('delete-voice'));
  for (const execution of harness.started.slice(earlier)) await harness.end(execution);
}

describe('a valid key of another account in the secret', () => {
  it('loses no voice when a voice is created under it, the right key returns, and a purge runs', async () => {
    const made = [await design(), await design(), await design()];
    const voiceIds = made.map(({ voiceId }) => voiceId);
    await harness.reconcile();
    use('sk-other');
    const { record } = await design();
    expect(record.status).toBe('OK');
    for (let run = 0; run < 3; run += 1) {
      await age(voiceIds);
      await harness.reconcile();
    }
    for (const voiceId of voiceIds) expect(await statusOf(voiceId)).toBe('OK');
    use(rightKey);
    // The grace of a voice that had expired would be over.
    for (const voiceId of voiceIds) await harness.overwrite(voiceId, { purgeAt: before(60) });
    await harness.purge();
    await harness.reconcile();
    const expected = [...made.map((each) => each.record.providerVoiceId), record.providerVoiceId];
    expect((await live()).sort()).toEqual(expected.sort());
    for (const voiceId of voiceIds) expect(await statusOf(voiceId)).toBe('OK');
    expect(await deletes()).toBe(0);
  });

  it('keeps a permanently deleted voice DELETED until the right key returns, which purges it', async () => {
    const { voiceId, record } = await design();
    await design();
    use('sk-other');
    await design();
    await deleteNow(voiceId);
    expect(await statusOf(voiceId)).toBe('DELETED');
    expect((await harness.record(voiceId)).purgeClaim).toBeUndefined();
    expect(await deletes()).toBe(0);
    expect(await harness.purge()).toMatchObject({ purged: 0, failed: 0 });
    use(rightKey);
    await harness.reconcile();
    expect(await harness.purge()).toMatchObject({ purged: 1 });
    expect(await statusOf(voiceId)).toBe('PURGED');
    expect(await live()).not.toContain(record.providerVoiceId);
  });

  it('keeps a permanently deleted imported voice DELETED until the right key returns', async () => {
    const [id = ''] = await harness.control.seedVoices({ name: 'evening' });
    const input = { family: 'cosyvoice', scope: 'mainland', name: null, labels: {}, owner: 'ann' } as const;
    const { record } = await importVoice(
      { ...input, providerVoiceId: id },
      harness.dependencies('import-voice'),
    );
    others.push(record.voiceId);
    use('sk-other');
    await design();
    await deleteNow(record.voiceId);
    expect(await statusOf(record.voiceId)).toBe('DELETED');
    expect(await live()).toContain(id);
  });

  it('is not searched for an attempt that was sent under the right key, and no second create is sent', async () => {
    await design();
    use('sk-other');
    await design();
    use(rightKey);
    await harness.control.addRule({
      match: { action: 'create' },
      effects: [{ kind: 'reset', when: 'after' }],
      times: 1,
    });
    useBefore({ 2: 'sk-other' }, 'create-voice');
    const { voiceId, record } = await design();
    expect(record).toMatchObject({ status: 'FAILED', reason: { code: 'create_outcome_unknown' } });
    expect(Object.values(record.attempts).map(({ state }) => state)).toEqual(['UNKNOWN']);
    use(rightKey);
    await harness.reconcile();
    expect(await harness.untilAnnounced(voiceId, 'OK')).toMatchObject({ preview: { missing: 'lost' } });
    expect(await live()).toHaveLength(3);
  });

  it('gives no status of a review, which continues under the right key', async () => {
    const voiceId = await harness.request({ voicePrompt: 'Slow. [review never]' });
    others.push(voiceId);
    useBefore({ 1: 'sk-other', 3: rightKey }, 'query-voice');
    const execution = await harness.start(voiceId);
    const { providerVoiceId = '' } = await harness.until(
      voiceId,
      ({ status }) => status === 'DEPLOYING' && harness.functions.invocations('query-voice') >= 2,
    );
    await harness.control.review(providerVoiceId, { outcome: 'OK', inSeconds: 0 });
    expect((await harness.end(execution)).status).toBe('SUCCEEDED');
    expect(await statusOf(voiceId)).toBe('OK');
  });

  it('lets voices be created, imported, reviewed, deleted and purged in its own account', async () => {
    await design();
    await harness.reconcile();
    use('sk-other');
    const { voiceId } = await design();
    const [id = ''] = await harness.control.seedVoices({ name: 'evening', account: 'other' });
    const input = { family: 'cosyvoice', scope: 'mainland', name: null, labels: {}, owner: 'ann' } as const;
    const imported = await importVoice(
      { ...input, providerVoiceId: id },
      harness.dependencies('import-voice'),
    );
    others.push(imported.record.voiceId);
    expect(imported.record).toMatchObject({ status: 'OK', keyId: await harness.functions.keyId() });
    const { lists } = Object(await harness.reconcile());
    expect(lists[0].report).toMatchObject({ keyWaits: true, control: true, ours: 2, elsewhere: 1 });
    await deleteNow(voiceId);
    expect(await statusOf(voiceId)).toBe('PURGED');
  });
});

describe('a voice that the provider does not have', () => {
  it('is not purged as already gone unless the list shows another voice of its account', async () => {
    const { voiceId, record } = await design();
    await harness.reconcile();
    await harness.control.removeVoice(record.providerVoiceId ?? '');
    await deleteNow(voiceId);
    expect(await statusOf(voiceId)).toBe('DELETED');
    await design();
    await harness.overwrite(voiceId, { purgeClaim: { id: 'earlier', until: before(1) } });
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1 });
  });

  it('expires with an operator’s confirmation, and is purged without a delete', async () => {
    const gone = [await design(), await design()];
    await harness.reconcile();
    for (const { record } of gone) await harness.control.removeVoice(record.providerVoiceId ?? '');
    const voiceIds = gone.map(({ voiceId }) => voiceId);
    await age(voiceIds);
    const { lists } = Object(await harness.reconcile());
    expect(lists[0].report).toMatchObject({ heldBack: 2, expired: 0 });
    const confirmed = Object(await harness.reconcile({ confirmMissing: 2 }));
    expect(confirmed.lists[0].report).toMatchObject({ heldBack: 0, expired: 2 });
    const before = await deletes();
    expect(await harness.purge({ voiceIds })).toMatchObject({ purged: 2 });
    expect(await deletes()).toBe(before);
    for (const { voiceId } of gone) {
      expect(harness.announced(voiceId).slice(-2)).toEqual(['Voice Expired', 'Voice Purged']);
    }
  });
});

it('a soft deletion does not call the provider, under either key', async () => {
  const { voiceId } = await design();
  use('sk-other');
  await deleteVoice({ voiceId, owner: 'ann' }, harness.dependencies('delete-voice'));
  expect(await statusOf(voiceId)).toBe('DELETED');
  expect(await deletes()).toBe(0);
});
