import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { restoreVoice } from '../../lambdas/restore-voice/restore-voice.ts';
import { ApiError } from '../../lambdas/shared/validation/api-error.ts';
import { newVoiceId } from '../../lambdas/shared/voice/ids.ts';
import type { VoiceRecord } from '../../lambdas/shared/voice/record.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import { requestedVoice, storedPreview } from '../support/voices.ts';
import { WorkflowHarness } from './workflow-harness.ts';

let harness: WorkflowHarness;
beforeAll(async () => {
  harness = await WorkflowHarness.open();
});
afterAll(() => harness.close());
const made: string[] = [];
afterEach(async () => {
  await harness.reset();
  // The voices of one test must not be purged by the next.
  for (const voiceId of made.splice(0)) await harness.overwrite(voiceId, { purgeAt: future });
});

const list = { family: 'cosyvoice', scope: 'mainland' } as const;
const counts = z.object({ purged: z.number(), failed: z.number() });
const continued = z.object({
  due: z.number(),
  purged: z.number(),
  skipped: z.number(),
  continuedBy: z.string(),
});
const past = () => new Date(Date.now() - 60_000).toISOString();
const future = '2999-01-01T00:00:00.000Z';
const throttledTable = () => new AwsError('ProvisionedThroughputExceededException', 'slow down');
const isRecording = (update: string | undefined) => update?.includes('#status = :to') ?? false;

/** Stores a deleted voice that is due for purging, with its voice at the provider and its preview. @returns its id */
async function stored(parts: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const voiceId = newVoiceId(new Date());
  made.push(voiceId);
  const keyId = await harness.functions.keyId();
  const [providerVoiceId = ''] = await harness.control.seedVoices({ name: 'vdvoice' });
  await harness.providerVoices.assign(providerVoiceId, voiceId);
  const previewKey = `${voiceId}/1.wav`;
  const audio = { mediaType: 'audio/wav', sampleRate: 24_000, durationSeconds: 1, fileName: 'a.wav' };
  await harness
    .dependencies('create-voice')
    .previews.put(previewKey, { ...audio, bytes: Buffer.from('audio') });
  await harness.voices.put({ ...requestedVoice({ voiceId }) });
  const attributes = {
    status: 'DELETED',
    statusBeforeDelete: 'OK',
    deletedAt: past(),
    purgeAt: past(),
    sequence: 3,
    keyId,
    attempts: { 1: { name: 'vdvoice', state: 'MADE', releases: 0, keyId } },
    preview: storedPreview,
    previewKey,
    providerVoiceId,
    ...parts,
  };
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  await harness.overwrite(voiceId, Object.fromEntries(given));
  return voiceId;
}

const rejected = { status: 'UNDEPLOYED', reason: { code: 'review_rejected' }, deletedAt: null };
const live = async () => (await harness.control.snapshot()).live.map(({ id }) => id);
const deletes = async () => (await harness.control.calls()).filter(({ action }) => action === 'delete');
const restore = (voiceId: string) => restoreVoice(voiceId, harness.dependencies('restore-voice'));

function expectPurged(record: VoiceRecord, missing: 'deleted' | 'none' = 'deleted'): void {
  expect(record).toMatchObject({
    status: 'PURGED',
    sequence: 4,
    voicePrompt: null,
    previewText: null,
    preview: { missing },
    purgeAt: null,
    pendingEvents: {},
  });
  expect(record.previewKey).toBeUndefined();
  expect(record.expiresAtEpochSeconds).toBeGreaterThan(Date.now() / 1_000 + 364 * 86_400);
}

describe('a purge', () => {
  it('removes due voices at the provider, their previews and their texts', async () => {
    const extra = await harness.control.seedVoices({ name: 'vdvoice' });
    const keyId = await harness.functions.keyId();
    const attempt = { name: 'vdvoice', state: 'MADE', releases: 0, keyId };
    const due = [
      await stored({
        attempts: { 1: { ...attempt, extraVoiceIds: extra } },
      }),
      await stored(rejected),
      await stored({ status: 'EXPIRED' }),
    ];
    const kept = [await stored({ purgeAt: future }), await stored({ ...rejected, purgeAt: future })];
    const keptRecords = await Promise.all(kept.map((voiceId) => harness.record(voiceId)));
    const [, , expired] = await Promise.all(due.map((voiceId) => harness.record(voiceId)));
    await harness.control.removeVoice(expired?.providerVoiceId ?? '');
    const { epoch } = await harness.scans.read(list);

    expect(await harness.purge()).toEqual({ dryRun: false, due: 3, purged: 3, skipped: 0, failed: 0 });
    for (const voiceId of due) {
      expectPurged(await harness.record(voiceId));
      expect(harness.announced(voiceId)).toEqual(['Voice Purged']);
    }
    expect(await live()).toEqual(keptRecords.map(({ providerVoiceId }) => providerVoiceId));
    expect([...harness.functions.bucket.objects.keys()]).toEqual(
      keptRecords.map(({ previewKey }) => previewKey),
    );
    expect(await Promise.all(kept.map((voiceId) => harness.record(voiceId)))).toEqual(keptRecords);
    expect(await harness.scans.read(list)).toMatchObject({ epoch: epoch + 2, lease: null });

    expect(await harness.purge()).toEqual({ dryRun: false, due: 0, purged: 0, skipped: 0, failed: 0 });
  });

  it.each(['pending', 'lost'] as const)(
    'waits while a create may still store the preview, which is %s',
    async (missing) => {
      const attempt = { name: 'vdvoice', state: 'MADE', releases: 0, claimedAt: future };
      const parts = { preview: { missing }, previewKey: undefined, attempts: { 1: attempt } };
      const voiceId = await stored(parts);
      const named = { voiceIds: [voiceId] };
      expect(await harness.purge(named)).toMatchObject({ purged: 0, skipped: 1 });
      expect(await harness.record(voiceId)).toMatchObject({ status: 'DELETED' });
      await harness.overwrite(voiceId, {
        attempts: { 1: { ...attempt, claimedAt: new Date(Date.now() - 421_000).toISOString() } },
      });
      expect(await harness.purge(named)).toMatchObject({ purged: 1, skipped: 0 });
      expect(await harness.record(voiceId)).toMatchObject({ status: 'PURGED' });
      expect(harness.functions.bucket.objects.has(`${voiceId}/1.wav`)).toBe(false);
    },
  );

  it('removes a preview of any format that no record names', async () => {
    const voiceId = await stored({ preview: { missing: 'lost' }, previewKey: undefined });
    const audio = { mediaType: 'audio/mpeg', sampleRate: 24_000, durationSeconds: 1, fileName: 'a.mp3' };
    await harness
      .dependencies('create-voice')
      .previews.put(`${voiceId}/1.mp3`, { ...audio, bytes: Buffer.from('audio') });
    expect(await harness.purge()).toMatchObject({ purged: 1 });
    expect([...harness.functions.bucket.objects.keys()].filter((key) => key.startsWith(voiceId))).toEqual([]);
  });

  it('gives every item that points to the record an expiry a week after that of the record', async () => {
    const { voiceId } = await harness.design();
    made.push(voiceId);
    const ofVoice = async () => (await harness.items()).filter(({ owner }) => owner === voiceId);
    const kinds = (await ofVoice()).map(({ voiceId: key }) => String(key).split('#')[0]);
    expect(kinds.sort()).toEqual(['NAME', 'PROVIDER']);
    await harness.overwrite(voiceId, {
      status: 'DELETED',
      statusBeforeDelete: 'OK',
      deletedAt: past(),
      purgeAt: past(),
    });
    await harness.purge({ voiceIds: [voiceId] });
    const { status, expiresAtEpochSeconds = 0 } = await harness.record(voiceId);
    expect(status).toBe('PURGED');
    expect(
      (await ofVoice()).map((item) => Number(item.expiresAtEpochSeconds) - expiresAtEpochSeconds),
    ).toEqual([7 * 86_400, 7 * 86_400]);
  });

  it('continues in a new execution until nothing is due, and tries each voice once', async () => {
    const due = await Promise.all(Array.from({ length: 52 }, () => stored()));
    const [broken = ''] = due;
    let tried = 0;
    harness.faults.beforeTable = async (update, voiceId) => {
      if (voiceId !== broken || !isRecording(update)) return;
      tried += 1;
      throw throttledTable();
    };
    const first = continued.parse(await harness.purge());
    expect(first).toMatchObject({ due: 50, skipped: 0 });
    expect(await harness.outputOf(first.continuedBy)).toEqual({
      dryRun: false,
      due: 52,
      purged: 51,
      skipped: 0,
      failed: 1,
    });
    const statuses = await Promise.all(due.map(async (voiceId) => (await harness.record(voiceId)).status));
    expect(statuses.filter((status) => status !== 'PURGED')).toHaveLength(1);
    // The write and its three retries.
    expect(tried).toBe(4);
  });

  it('does not call the provider for a voice that was never made', async () => {
    const voiceId = await stored({
      statusBeforeDelete: 'REQUESTED',
      attempts: {},
      preview: { missing: 'pending' },
    });
    await harness.forget(voiceId, ['providerVoiceId', 'previewKey']);
    const { epoch } = await harness.scans.read(list);
    await harness.purge({ voiceIds: [voiceId] });
    expectPurged(await harness.record(voiceId), 'none');
    expect(await deletes()).toEqual([]);
    expect((await harness.scans.read(list)).epoch).toBe(epoch);
  });

  it('with a dry run reports what it would remove', async () => {
    const voiceId = await stored();
    const before = await harness.record(voiceId);
    expect(await harness.purge({ dryRun: true, voiceIds: [voiceId] })).toEqual({
      dryRun: true,
      due: 1,
      voiceIds: [voiceId],
    });
    expect(await harness.record(voiceId)).toEqual(before);
    expect(await live()).toEqual([before.providerVoiceId]);
  });

  it('removes a deleted voice before its purgeAt if it is named, and no other', async () => {
    const voiceId = await stored({ purgeAt: future });
    const others = [
      await stored({ status: 'OK', deletedAt: null, purgeAt: null }),
      await stored({ ...rejected, purgeAt: future }),
      newVoiceId(new Date()),
    ];
    expect(await harness.purge({ voiceIds: [voiceId, voiceId, ...others] })).toMatchObject({
      due: 1,
      purged: 1,
    });
    expectPurged(await harness.record(voiceId));
    expect(await live()).toHaveLength(2);
  });

  it('changes nothing while deletions are switched off, and due voices can be restored', async () => {
    const voiceId = await stored();
    await harness.switchOff('deletes');
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ due: 1, skipped: 1 });
    expect(await deletes()).toEqual([]);
    expect(await restore(voiceId)).toMatchObject({ status: 'OK' });
  });
});

describe('a purge and a restore of the same voice', () => {
  it('keeps a voice that is restored just before the claim', async () => {
    const voiceId = await stored();
    harness.functions.replace('purge-voice', {
      claims: {
        recordGone: (...gone) => harness.claims.recordGone(...gone),
        claim: async (...claimed) => {
          await restore(voiceId);
          await harness.claims.claim(...claimed);
        },
      },
    });
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ skipped: 1 });
    expect(await harness.record(voiceId)).toMatchObject({ status: 'OK' });
    expect(await live()).toHaveLength(1);
    expect((await harness.scans.read(list)).lease).toBeNull();
  });

  it('refuses a restore just after the claim', async () => {
    const voiceId = await stored();
    let refused: unknown;
    harness.functions.replace('purge-voice', {
      claims: {
        recordGone: (...gone) => harness.claims.recordGone(...gone),
        claim: async (...claimed) => {
          await harness.claims.claim(...claimed);
          refused = await restore(voiceId).catch((error: unknown) => error);
        },
      },
    });
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1 });
    expect(refused).toBeInstanceOf(ApiError);
    expectPurged(await harness.record(voiceId));
  });

  it('at the same time leave each voice either restored or purged', async () => {
    const voiceIds = await Promise.all(Array.from({ length: 12 }, () => stored()));
    const purging = harness.purge({ voiceIds });
    await Promise.all(voiceIds.map((voiceId) => restore(voiceId).catch(() => undefined)));
    await purging;
    const there = await live();
    for (const voiceId of voiceIds) {
      const record = await harness.record(voiceId);
      expect(['OK', 'PURGED']).toContain(record.status);
      expect(there.includes(record.providerVoiceId ?? '')).toBe(record.status === 'OK');
      const purged = record.status === 'PURGED';
      expect(harness.announced(voiceId)).toEqual([purged ? 'Voice Purged' : 'Voice Restored']);
    }
  });
});

describe('deleted voices past their restorableUntil', () => {
  const hour = 3_600_000;
  const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();
  const kept = (hours: number) => stored({ deletedAt: ago(hours * hour), purgeAt: ago((hours - 1) * hour) });
  const count = async (used: number) => {
    const { places } = harness.dependencies('reconcile-list');
    const scanId = newVoiceId(new Date());
    await places.startScan(list, scanId);
    await places.endScan(list, scanId, { used, inFlight: 0, limit: 1_000, countedAt: new Date() });
  };
  beforeEach(() => {
    harness.functions.changeVariables('find-due-voices', { KEEP_DELETED_SECONDS: String(7 * 86_400) });
  });
  afterEach(async () => {
    await count(0);
  });

  it('are purged only when the list is full, the longest deleted first, and can be restored until then', async () => {
    const [newer, oldest, newest] = [await kept(3), await kept(4), await kept(2)];
    await count(950);
    expect(await harness.purge()).toMatchObject({ due: 0, purged: 0 });
    await count(951);
    expect(await harness.purge()).toMatchObject({ due: 1, purged: 1 });
    expectPurged(await harness.record(oldest));
    const voice = { status: 'PURGED', purgeAt: null, restorableUntil: null };
    const purged = harness.events.find(({ detailType }) => detailType === 'Voice Purged');
    expect(purged?.detail).toMatchObject({ voice });
    expect(await restore(newer)).toMatchObject({ status: 'OK', purgeAt: null });
    await expect(restore(oldest)).rejects.toBeInstanceOf(ApiError);
    await count(951);
    expect(await harness.purge()).toMatchObject({ due: 1, purged: 1 });
    expectPurged(await harness.record(newest));
    expect(await harness.record(newer)).toMatchObject({ status: 'OK' });
  });

  it('are restored if the restore comes before the claim', async () => {
    const voiceId = await kept(2);
    await count(1_000);
    harness.functions.replace('purge-voice', {
      claims: {
        recordGone: (...gone) => harness.claims.recordGone(...gone),
        claim: async (...claimed) => {
          await restore(voiceId);
          await harness.claims.claim(...claimed);
        },
      },
    });
    expect(await harness.purge()).toMatchObject({ due: 1, purged: 0, skipped: 1 });
    expect(await harness.record(voiceId)).toMatchObject({ status: 'OK' });
  });
});

describe('two purges at once', () => {
  it('remove every voice once', async () => {
    const voiceIds = await Promise.all(Array.from({ length: 8 }, () => stored()));
    const reports = await Promise.all([harness.purge({ voiceIds }), harness.purge({ voiceIds })]);
    const [one, other] = z.tuple([counts, counts]).parse(reports);
    expect(one.purged + other.purged).toBe(8);
    expect(one.failed + other.failed).toBe(0);
    for (const voiceId of voiceIds) {
      expectPurged(await harness.record(voiceId));
      expect(harness.announced(voiceId)).toEqual(['Voice Purged']);
    }
    expect(await deletes()).toHaveLength(8);
  });
});

describe('a lost answer of the table', () => {
  it.each([
    ['the lease', (update: string) => update.includes('ADD epoch')],
    ['the claim', (update: string) => update === 'SET purgeClaim = :claim'],
    ['the release of the lease', (update: string) => update.startsWith('REMOVE leaseId')],
    ['the record of the purge', isRecording],
    ['the removal of the event', (update: string) => update.startsWith('REMOVE pendingEvents')],
  ])('to %s leads to the same write, and the voice is purged once', async (_, isIt) => {
    let lost = 0;
    const lose = (update: string | undefined) => {
      if (!update || !isIt(update) || lost > 0) return;
      lost += 1;
      throw new AwsError('InternalServerError', 'the answer was lost', 500);
    };
    harness.faults.tableAnswer = lose;
    harness.faults.functionTableAnswer = lose;
    const voiceId = await stored();
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1, failed: 0 });
    expect(lost).toBe(1);
    expectPurged(await harness.record(voiceId));
    expect(new Set(harness.eventIds(voiceId))).toEqual(new Set([`${voiceId}-4`]));
    expect((await harness.scans.read(list)).lease).toBeNull();
    expect(await live()).toEqual([]);
  });
});

describe('a failure of one voice', () => {
  it('does not stop the purge of the others', async () => {
    const first = await stored();
    const unconfigured = await stored({ scope: 'international' });
    const last = await stored();
    expect(await harness.purge({ voiceIds: [first, unconfigured, last] })).toEqual({
      dryRun: false,
      due: 3,
      purged: 2,
      skipped: 0,
      failed: 1,
    });
    expectPurged(await harness.record(first));
    expectPurged(await harness.record(last));
    expect(await harness.record(unconfigured)).toMatchObject({ status: 'DELETED' });
  });

  it('is repeated by a later run, but not before its claim has expired', async () => {
    const voiceId = await stored();
    harness.faults.invoke = (name) =>
      name === 'purge-voice'
        ? { functionError: { errorType: 'Sandbox.Timedout', errorMessage: 'it died' } }
        : undefined;
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ failed: 1 });
    expect(harness.functions.invocations('purge-voice')).toBe(4);

    harness.faults = {};
    const until = new Date(Date.now() + 86_400_000_000).toISOString();
    await harness.overwrite(voiceId, { purgeClaim: { id: 'another-process', until } });
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ due: 0 });
    await harness.overwrite(voiceId, { purgeClaim: { id: 'another-process', until: past() } });
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1 });
    expectPurged(await harness.record(voiceId));
  });

  it('without an answer of the provider repeats the delete, and holds the lease until it is answered', async () => {
    const voiceId = await stored();
    const { providerVoiceId } = await harness.record(await stored({ status: 'OK', purgeAt: null }));
    await harness.control.addRule({
      match: { action: 'delete' },
      effects: [{ kind: 'reset', when: 'after' }],
      times: 2,
    });
    const leases: unknown[] = [];
    harness.faults.functionTable = (update) => {
      if (update?.startsWith('REMOVE leaseId') || update?.includes('ADD epoch'))
        leases.push(update.slice(0, 6));
    };
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1 });
    expect(leases.at(-1)).toBe('REMOVE');
    expect(leases.filter((update) => update === 'REMOVE')).toHaveLength(1);
    expectPurged(await harness.record(voiceId));
    expect(await live()).toEqual([providerVoiceId]);
  });

  it('because another process deletes from the same list for too long leaves the voice unclaimed', async () => {
    const voiceId = await stored();
    await harness.scans.takeDeleteLease(list, { id: 'another-process', until: new Date(future) }, new Date());
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ skipped: 1, failed: 0 });
    expect((await harness.record(voiceId)).purgeClaim).toBeUndefined();
    expect(await deletes()).toEqual([]);
    await harness.scans.releaseDeleteLease(list, { id: 'another-process' });
  });

  it('because another process deletes from the same list for a while is waited out', async () => {
    const voiceId = await stored();
    await harness.scans.takeDeleteLease(list, { id: 'another-process', until: new Date(future) }, new Date());
    harness.faults.invoke = (name, times) => {
      if (name === 'purge-voice' && times === 3)
        void harness.scans.releaseDeleteLease(list, { id: 'another-process' });
      return undefined;
    };
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1 });
  });

  it('to record the deletion is repaired by the next run without another delete', async () => {
    const voiceId = await stored();
    harness.faults.table = (update) => {
      if (isRecording(update)) throw throttledTable();
    };
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ failed: 1 });
    expect(await harness.record(voiceId)).toMatchObject({ status: 'DELETED' });
    harness.faults = {};
    const { purgeClaim } = await harness.record(voiceId);
    await harness.overwrite(voiceId, { purgeClaim: { ...purgeClaim, id: 'gone', until: past() } });
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1 });
    expectPurged(await harness.record(voiceId));
  });

  it('because another purge has claimed the voice records nothing', async () => {
    const voiceId = await stored();
    harness.faults.beforeTable = async (update, of) => {
      if (isRecording(update)) await harness.overwrite(of, { purgeClaim: { id: 'another', until: future } });
    };
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ skipped: 1, failed: 0 });
    expect(harness.announced(voiceId)).toEqual([]);
  });

  it.each([
    ['to send the event', 'bus'],
    ['to remove the pending event', 'table'],
  ])('%s keeps the event pending, and the voice is purged', async (_, service) => {
    const voiceId = await stored();
    if (service === 'bus') {
      harness.faults.bus = ({ source }) => {
        if (source === 'voice-design') throw new AwsError('InternalException', 'deaf', 500);
      };
    } else {
      harness.faults.table = (update) => {
        if (update?.startsWith('REMOVE pendingEvents')) throw throttledTable();
      };
    }
    expect(await harness.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1, failed: 0 });
    const { status, pendingEvents } = await harness.record(voiceId);
    expect({ status, pending: Object.values(pendingEvents).map(({ detailType }) => detailType) }).toEqual({
      status: 'PURGED',
      pending: ['Voice Purged'],
    });
  });
});

describe('a failure to find due voices', () => {
  it('is retried', async () => {
    harness.faults.invoke = (name, times) => {
      if (name === 'find-due-voices' && times < 3) throw new AwsError('ServiceException', 'no', 500);
      return undefined;
    };
    expect(await harness.purge({ dryRun: true })).toMatchObject({ dryRun: true });
  });

  it('that lasts fails the execution', async () => {
    harness.faults.invoke = (name) => {
      if (name === 'find-due-voices') throw new AwsError('ServiceException', 'no', 500);
      return undefined;
    };
    expect(await harness.purge()).toMatchObject({ status: 'FAILED', error: 'Lambda.ServiceException' });
  });
});
