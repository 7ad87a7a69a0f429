import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { restoreVoice } from '../../lambdas/restore-voice/restore-voice.ts';
import { ApiError } from '../../lambdas/shared/validation/api-error.ts';
import { newVoiceId } from '../../lambdas/shared/voice/ids.ts';
import type { VoiceRecord } from '../../lambdas/shared/voice/record.ts';
import { AwsError } from '../../local/core/aws-error.ts';
import { requestedVoice, storedPreview } from '../support/voices.ts';
import { Stage } from './stage.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await Stage.open();
});
afterAll(() => stage.close());
const made: string[] = [];
afterEach(async () => {
  await stage.reset();
  // What a test has left is nobody else's to purge.
  for (const voiceId of made.splice(0)) await stage.overwrite(voiceId, { purgeAt: future });
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

/** A voice that is at the provider, with its preview, and its record as it is after whatever has led to it. */
async function stored(parts: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const voiceId = newVoiceId(new Date());
  made.push(voiceId);
  const keyId = await stage.functions.keyId();
  const [providerVoiceId = ''] = await stage.control.seedVoices({ name: 'vdvoice' });
  await stage.providerVoices.assign(providerVoiceId, voiceId);
  const previewKey = `${voiceId}/1.wav`;
  const audio = { mediaType: 'audio/wav', sampleRate: 24_000, durationSeconds: 1, fileName: 'a.wav' };
  await stage.functions.previews.put(previewKey, { ...audio, bytes: Buffer.from('audio') });
  await stage.voices.put({ ...requestedVoice({ voiceId }) });
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
  await stage.overwrite(voiceId, Object.fromEntries(given));
  return voiceId;
}

const rejected = { status: 'UNDEPLOYED', reason: { code: 'review_rejected' }, deletedAt: null };
const live = async () => (await stage.control.snapshot()).live.map(({ id }) => id);
const deletes = async () => (await stage.control.calls()).filter(({ action }) => action === 'delete');
const restore = (voiceId: string) =>
  restoreVoice(voiceId, { ...stage.callerDependencies(), rejectedGraceSeconds: 3_600 });

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
  it('removes for good what is due: at the provider, in the bucket, the texts', async () => {
    const extra = await stage.control.seedVoices({ name: 'vdvoice' });
    const keyId = await stage.functions.keyId();
    const attempt = { name: 'vdvoice', state: 'MADE', releases: 0, keyId };
    const due = [
      await stored({
        attempts: { 1: { ...attempt, extraVoiceIds: extra } },
      }),
      await stored(rejected),
      await stored({ status: 'EXPIRED' }),
    ];
    const kept = [await stored({ purgeAt: future }), await stored({ ...rejected, purgeAt: future })];
    const keptRecords = await Promise.all(kept.map((voiceId) => stage.record(voiceId)));
    const [, , expired] = await Promise.all(due.map((voiceId) => stage.record(voiceId)));
    await stage.control.removeVoice(expired?.providerVoiceId ?? '');
    const { epoch } = await stage.scans.read(list);

    expect(await stage.purge()).toEqual({ dryRun: false, due: 3, purged: 3, skipped: 0, failed: 0 });
    for (const voiceId of due) {
      expectPurged(await stage.record(voiceId));
      expect(stage.announced(voiceId)).toEqual(['Voice Purged']);
    }
    expect(await live()).toEqual(keptRecords.map(({ providerVoiceId }) => providerVoiceId));
    expect([...stage.functions.previews.objects.keys()]).toEqual(
      keptRecords.map(({ previewKey }) => previewKey),
    );
    expect(await Promise.all(kept.map((voiceId) => stage.record(voiceId)))).toEqual(keptRecords);
    expect(await stage.scans.read(list)).toMatchObject({ epoch: epoch + 2, lease: null });

    expect(await stage.purge()).toEqual({ dryRun: false, due: 0, purged: 0, skipped: 0, failed: 0 });
  });

  it.each(['pending', 'lost'] as const)(
    'waits while the create of a voice may still store its preview, which is %s',
    async (missing) => {
      const attempt = { name: 'vdvoice', state: 'MADE', releases: 0, claimedAt: future };
      const parts = { preview: { missing }, previewKey: undefined, attempts: { 1: attempt } };
      const voiceId = await stored(parts);
      const named = { voiceIds: [voiceId] };
      expect(await stage.purge(named)).toMatchObject({ purged: 0, skipped: 1 });
      expect(await stage.record(voiceId)).toMatchObject({ status: 'DELETED' });
      await stage.overwrite(voiceId, {
        attempts: { 1: { ...attempt, claimedAt: new Date(Date.now() - 421_000).toISOString() } },
      });
      expect(await stage.purge(named)).toMatchObject({ purged: 1, skipped: 0 });
      expect(await stage.record(voiceId)).toMatchObject({ status: 'PURGED' });
      expect(stage.functions.previews.objects.has(`${voiceId}/1.wav`)).toBe(false);
    },
  );

  it('removes a preview that no record names, of whatever format', async () => {
    const voiceId = await stored({ preview: { missing: 'lost' }, previewKey: undefined });
    const audio = { mediaType: 'audio/mpeg', sampleRate: 24_000, durationSeconds: 1, fileName: 'a.mp3' };
    await stage.functions.previews.put(`${voiceId}/1.mp3`, { ...audio, bytes: Buffer.from('audio') });
    expect(await stage.purge()).toMatchObject({ purged: 1 });
    expect([...stage.functions.previews.objects.keys()].filter((key) => key.startsWith(voiceId))).toEqual([]);
  });

  it('lets every item that leads to the record expire, a week after the record', async () => {
    const { voiceId } = await stage.design();
    made.push(voiceId);
    const ofVoice = async () => (await stage.items()).filter(({ owner }) => owner === voiceId);
    const kinds = (await ofVoice()).map(({ voiceId: key }) => String(key).split('#')[0]);
    expect(kinds.sort()).toEqual(['NAME', 'PROVIDER']);
    await stage.overwrite(voiceId, {
      ...{ status: 'DELETED', statusBeforeDelete: 'OK', deletedAt: past(), purgeAt: past() },
    });
    await stage.purge({ voiceIds: [voiceId] });
    const { status, expiresAtEpochSeconds = 0 } = await stage.record(voiceId);
    expect(status).toBe('PURGED');
    expect(
      (await ofVoice()).map((item) => Number(item.expiresAtEpochSeconds) - expiresAtEpochSeconds),
    ).toEqual([7 * 86_400, 7 * 86_400]);
  });

  it('continues in a new execution until nothing is due, and tries each voice once', async () => {
    const due = await Promise.all(Array.from({ length: 52 }, () => stored()));
    const [broken = ''] = due;
    let tried = 0;
    stage.faults.beforeTable = async (update, voiceId) => {
      if (voiceId !== broken || !isRecording(update)) return;
      tried += 1;
      throw throttledTable();
    };
    const first = continued.parse(await stage.purge());
    expect(first).toMatchObject({ due: 50, skipped: 0 });
    expect(await stage.outputOf(first.continuedBy)).toEqual({
      ...{ dryRun: false, due: 52, purged: 51, skipped: 0, failed: 1 },
    });
    const statuses = await Promise.all(due.map(async (voiceId) => (await stage.record(voiceId)).status));
    expect(statuses.filter((status) => status !== 'PURGED')).toHaveLength(1);
    // The write and its three retries.
    expect(tried).toBe(4);
  });

  it('asks the provider nothing where it never made the voice', async () => {
    const voiceId = await stored({
      ...{ statusBeforeDelete: 'REQUESTED', attempts: {} },
      preview: { missing: 'pending' },
    });
    await stage.forget(voiceId, ['providerVoiceId', 'previewKey']);
    const { epoch } = await stage.scans.read(list);
    await stage.purge({ voiceIds: [voiceId] });
    expectPurged(await stage.record(voiceId), 'none');
    expect(await deletes()).toEqual([]);
    expect((await stage.scans.read(list)).epoch).toBe(epoch);
  });

  it('only says what it would remove, if that is all it is asked for', async () => {
    const voiceId = await stored();
    const before = await stage.record(voiceId);
    expect(await stage.purge({ dryRun: true, voiceIds: [voiceId] })).toEqual({
      dryRun: true,
      due: 1,
      voiceIds: [voiceId],
    });
    expect(await stage.record(voiceId)).toEqual(before);
    expect(await live()).toEqual([before.providerVoiceId]);
  });

  it('removes a deleted voice that was named before its time, and no other', async () => {
    const voiceId = await stored({ purgeAt: future });
    const others = [
      await stored({ status: 'OK', deletedAt: null, purgeAt: null }),
      await stored({ ...rejected, purgeAt: future }),
      newVoiceId(new Date()),
    ];
    expect(await stage.purge({ voiceIds: [voiceId, voiceId, ...others] })).toMatchObject({
      due: 1,
      purged: 1,
    });
    expectPurged(await stage.record(voiceId));
    expect(await live()).toHaveLength(2);
  });

  it('leaves everything as it is while deletions are switched off: what is due can still be restored', async () => {
    const voiceId = await stored();
    stage.functions.switches.deletes = false;
    expect(await stage.purge({ voiceIds: [voiceId] })).toMatchObject({ due: 1, skipped: 1 });
    expect(await deletes()).toEqual([]);
    expect(await restore(voiceId)).toMatchObject({ status: 'OK' });
  });
});

describe('a purge and a restore of the same voice', () => {
  it('restored just before the claim: it is not purged', async () => {
    const voiceId = await stored();
    stage.functions.purgeOverrides = {
      claims: {
        recordGone: (...gone) => stage.claims.recordGone(...gone),
        claim: async (...claimed) => {
          await restore(voiceId);
          await stage.claims.claim(...claimed);
        },
      },
    };
    expect(await stage.purge({ voiceIds: [voiceId] })).toMatchObject({ skipped: 1 });
    expect(await stage.record(voiceId)).toMatchObject({ status: 'OK' });
    expect(await live()).toHaveLength(1);
    expect((await stage.scans.read(list)).lease).toBeNull();
  });

  it('claimed just before: it is not restored', async () => {
    const voiceId = await stored();
    let refused: unknown;
    stage.functions.purgeOverrides = {
      claims: {
        recordGone: (...gone) => stage.claims.recordGone(...gone),
        claim: async (...claimed) => {
          await stage.claims.claim(...claimed);
          refused = await restore(voiceId).catch((error: unknown) => error);
        },
      },
    };
    expect(await stage.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1 });
    expect(refused).toBeInstanceOf(ApiError);
    expectPurged(await stage.record(voiceId));
  });

  it('at once, many times: either the voice is well, or it is gone, and nothing between', async () => {
    const voiceIds = await Promise.all(Array.from({ length: 12 }, () => stored()));
    const purging = stage.purge({ voiceIds });
    await Promise.all(voiceIds.map((voiceId) => restore(voiceId).catch(() => undefined)));
    await purging;
    const there = await live();
    for (const voiceId of voiceIds) {
      const record = await stage.record(voiceId);
      expect(['OK', 'PURGED']).toContain(record.status);
      expect(there.includes(record.providerVoiceId ?? '')).toBe(record.status === 'OK');
      const purged = record.status === 'PURGED';
      expect(stage.announced(voiceId)).toEqual([purged ? 'Voice Purged' : 'Voice Restored']);
    }
  });
});

describe('deleted voices past their restorableUntil', () => {
  const hour = 3_600_000;
  const ago = (milliseconds: number) => new Date(Date.now() - milliseconds).toISOString();
  const kept = (hours: number) => stored({ deletedAt: ago(hours * hour), purgeAt: ago((hours - 1) * hour) });
  const count = async (used: number) => {
    const { places } = stage.functions.stores ?? {};
    const scanId = newVoiceId(new Date());
    await places?.startScan(list, scanId);
    await places?.endScan(list, scanId, { used, inFlight: 0, limit: 1_000, countedAt: new Date() });
  };
  beforeEach(() => {
    stage.functions.keepDeletedSeconds = 7 * 86_400;
  });
  afterEach(async () => {
    stage.functions.keepDeletedSeconds = 0;
    await count(0);
  });

  it('lose their places to a full list only, the one deleted longest ago first, and are restored until then', async () => {
    const [newer, oldest, newest] = [await kept(3), await kept(4), await kept(2)];
    await count(950);
    expect(await stage.purge()).toMatchObject({ due: 0, purged: 0 });
    await count(951);
    expect(await stage.purge()).toMatchObject({ due: 1, purged: 1 });
    expectPurged(await stage.record(oldest));
    const voice = { status: 'PURGED', purgeAt: null, restorableUntil: null };
    const purged = stage.events.find(({ detailType }) => detailType === 'Voice Purged');
    expect(purged?.detail).toMatchObject({ voice });
    expect(await restore(newer)).toMatchObject({ status: 'OK', purgeAt: null });
    await expect(restore(oldest)).rejects.toBeInstanceOf(ApiError);
    await count(951);
    expect(await stage.purge()).toMatchObject({ due: 1, purged: 1 });
    expectPurged(await stage.record(newest));
    expect(await stage.record(newer)).toMatchObject({ status: 'OK' });
  });

  it('are restored if the restore comes before the claim', async () => {
    const voiceId = await kept(2);
    await count(1_000);
    stage.functions.purgeOverrides = {
      claims: {
        recordGone: (...gone) => stage.claims.recordGone(...gone),
        claim: async (...claimed) => {
          await restore(voiceId);
          await stage.claims.claim(...claimed);
        },
      },
    };
    expect(await stage.purge()).toMatchObject({ due: 1, purged: 0, skipped: 1 });
    expect(await stage.record(voiceId)).toMatchObject({ status: 'OK' });
  });
});

describe('two purges at once', () => {
  it('remove every voice once', async () => {
    const voiceIds = await Promise.all(Array.from({ length: 8 }, () => stored()));
    const reports = await Promise.all([stage.purge({ voiceIds }), stage.purge({ voiceIds })]);
    const [one, other] = z.tuple([counts, counts]).parse(reports);
    expect(one.purged + other.purged).toBe(8);
    expect(one.failed + other.failed).toBe(0);
    for (const voiceId of voiceIds) {
      expectPurged(await stage.record(voiceId));
      expect(stage.announced(voiceId)).toEqual(['Voice Purged']);
    }
    expect(await deletes()).toHaveLength(8);
  });
});

describe('an answer of the table is lost', () => {
  it.each([
    ['the lease', (update: string) => update.includes('ADD epoch')],
    ['the claim', (update: string) => update === 'SET purgeClaim = :claim'],
    ['giving the lease back', (update: string) => update.startsWith('REMOVE leaseId')],
    ['the record of the purge', isRecording],
    ['the forgotten event', (update: string) => update.startsWith('REMOVE pendingEvents')],
  ])('%s: the same write is made again, and the voice is purged once', async (_, isIt) => {
    let lost = 0;
    const lose = (update: string | undefined) => {
      if (!update || !isIt(update) || lost > 0) return;
      lost += 1;
      throw new AwsError('InternalServerError', 'the answer was lost', 500);
    };
    stage.faults.tableAnswer = lose;
    stage.faults.functionTableAnswer = lose;
    const voiceId = await stored();
    expect(await stage.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1, failed: 0 });
    expect(lost).toBe(1);
    expectPurged(await stage.record(voiceId));
    expect(new Set(stage.eventIds(voiceId))).toEqual(new Set([`${voiceId}-4`]));
    expect((await stage.scans.read(list)).lease).toBeNull();
    expect(await live()).toEqual([]);
  });
});

describe('what goes wrong with one voice', () => {
  it('is no matter of the others', async () => {
    const first = await stored();
    const unconfigured = await stored({ scope: 'international' });
    const last = await stored();
    expect(await stage.purge({ voiceIds: [first, unconfigured, last] })).toEqual({
      dryRun: false,
      due: 3,
      purged: 2,
      skipped: 0,
      failed: 1,
    });
    expectPurged(await stage.record(first));
    expectPurged(await stage.record(last));
    expect(await stage.record(unconfigured)).toMatchObject({ status: 'DELETED' });
  });

  it('is taken up by a later run once the claim has run out, by nobody before', async () => {
    const voiceId = await stored();
    stage.faults.invoke = (name) =>
      name === 'purge'
        ? { functionError: { errorType: 'Sandbox.Timedout', errorMessage: 'it died' } }
        : undefined;
    expect(await stage.purge({ voiceIds: [voiceId] })).toMatchObject({ failed: 1 });
    expect(stage.functions.invocations.purge).toBe(4);

    stage.faults = {};
    const until = new Date(Date.now() + 86_400_000_000).toISOString();
    await stage.overwrite(voiceId, { purgeClaim: { id: 'somebody', until } });
    expect(await stage.purge({ voiceIds: [voiceId] })).toMatchObject({ due: 0 });
    await stage.overwrite(voiceId, { purgeClaim: { id: 'somebody', until: past() } });
    expect(await stage.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1 });
    expectPurged(await stage.record(voiceId));
  });

  it('the provider gives no answer: the delete is repeated, and the lease held until it is answered', async () => {
    const voiceId = await stored();
    const { providerVoiceId } = await stage.record(await stored({ status: 'OK', purgeAt: null }));
    await stage.control.addRule({
      match: { action: 'delete' },
      effects: [{ kind: 'reset', when: 'after' }],
      times: 2,
    });
    const leases: unknown[] = [];
    stage.faults.functionTable = (update) => {
      if (update?.startsWith('REMOVE leaseId') || update?.includes('ADD epoch'))
        leases.push(update.slice(0, 6));
    };
    expect(await stage.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1 });
    expect(leases.at(-1)).toBe('REMOVE');
    expect(leases.filter((update) => update === 'REMOVE')).toHaveLength(1);
    expectPurged(await stage.record(voiceId));
    expect(await live()).toEqual([providerVoiceId]);
  });

  it('somebody else deletes from the same list for too long: it is left unclaimed', async () => {
    const voiceId = await stored();
    await stage.scans.takeDeleteLease(list, { id: 'somebody', until: new Date(future) }, new Date());
    expect(await stage.purge({ voiceIds: [voiceId] })).toMatchObject({ skipped: 1, failed: 0 });
    expect((await stage.record(voiceId)).purgeClaim).toBeUndefined();
    expect(await deletes()).toEqual([]);
    await stage.scans.releaseDeleteLease(list, { id: 'somebody' });
  });

  it('somebody else deletes from the same list for a while: it is waited for', async () => {
    const voiceId = await stored();
    await stage.scans.takeDeleteLease(list, { id: 'somebody', until: new Date(future) }, new Date());
    stage.faults.invoke = (name, times) => {
      if (name === 'purge' && times === 3) void stage.scans.releaseDeleteLease(list, { id: 'somebody' });
      return undefined;
    };
    expect(await stage.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1 });
  });

  it('the table takes no record of it: failed, and the next run records it without deleting again', async () => {
    const voiceId = await stored();
    stage.faults.table = (update) => {
      if (isRecording(update)) throw throttledTable();
    };
    expect(await stage.purge({ voiceIds: [voiceId] })).toMatchObject({ failed: 1 });
    expect(await stage.record(voiceId)).toMatchObject({ status: 'DELETED' });
    stage.faults = {};
    const { purgeClaim } = await stage.record(voiceId);
    await stage.overwrite(voiceId, { purgeClaim: { ...purgeClaim, id: 'gone', until: past() } });
    expect(await stage.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1 });
    expectPurged(await stage.record(voiceId));
  });

  it('another purge has taken it over: nothing is recorded here', async () => {
    const voiceId = await stored();
    stage.faults.beforeTable = async (update, of) => {
      if (isRecording(update)) await stage.overwrite(of, { purgeClaim: { id: 'another', until: future } });
    };
    expect(await stage.purge({ voiceIds: [voiceId] })).toMatchObject({ skipped: 1, failed: 0 });
    expect(stage.announced(voiceId)).toEqual([]);
  });

  it.each([
    ['the bus takes no event', 'bus'],
    ['the event cannot be forgotten', 'forget'],
  ])('%s: the voice is purged, the event stays pending', async (_, what) => {
    const voiceId = await stored();
    if (what === 'bus') {
      stage.faults.bus = ({ source }) => {
        if (source === 'voice-design') throw new AwsError('InternalException', 'deaf', 500);
      };
    } else {
      stage.faults.table = (update) => {
        if (update?.startsWith('REMOVE pendingEvents')) throw throttledTable();
      };
    }
    expect(await stage.purge({ voiceIds: [voiceId] })).toMatchObject({ purged: 1, failed: 0 });
    const { status, pendingEvents } = await stage.record(voiceId);
    expect({ status, pending: Object.values(pendingEvents).map(({ detailType }) => detailType) }).toEqual({
      status: 'PURGED',
      pending: ['Voice Purged'],
    });
  });
});

describe('finding what is due', () => {
  it('is tried again', async () => {
    stage.faults.invoke = (name, times) => {
      if (name === 'findDue' && times < 3) throw new AwsError('ServiceException', 'no', 500);
      return undefined;
    };
    expect(await stage.purge({ dryRun: true })).toMatchObject({ dryRun: true });
  });

  it('fails in sight of everybody where it cannot be done: the next run is soon', async () => {
    stage.faults.invoke = (name) => {
      if (name === 'findDue') throw new AwsError('ServiceException', 'no', 500);
      return undefined;
    };
    expect(await stage.purge()).toMatchObject({ status: 'FAILED', error: 'Lambda.ServiceException' });
  });
});
