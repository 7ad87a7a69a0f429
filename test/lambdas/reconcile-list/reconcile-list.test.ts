import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LostRaceError } from '../../../lambdas/shared/stores/items.ts';
import { DynamoVoiceStore } from '../../../lambdas/shared/stores/voices.ts';
import { eventsOfTransition } from '../../../lambdas/shared/voice/voice-event.ts';
import { storedPreview } from '../../support/voices.ts';
import { Fixture } from './fixture.ts';

const unknown = { known: false, state: 'UNKNOWN', reason: { code: 'create_outcome_unknown' } } as const;
const pending = { preview: { missing: 'pending' } };

/** A table that does not take the transitions of one voice. */
class Failing extends DynamoVoiceStore {
  voiceId = '';

  override async transition(...parts: Parameters<DynamoVoiceStore['transition']>): Promise<void> {
    if (parts[0].voiceId === this.voiceId) throw new Error('no');
    return super.transition(...parts);
  }
}

let fixture: Fixture;
beforeEach(async () => {
  fixture = await Fixture.start();
});
afterEach(() => fixture.stop());

describe('a stored preview that is not recorded', () => {
  const audio = { mediaType: 'audio/wav', sampleRate: 24_000, durationSeconds: 1.5 };
  const store = (voiceId: string) =>
    fixture.previews.put(`${voiceId}/1.wav`, { ...audio, bytes: Buffer.from('audio'), fileName: 'a.wav' });
  const read = (key: string) => fixture.previews.read(key);
  const missing = (why: 'pending' | 'lost') => ({ preview: { missing: why }, previewKey: undefined });
  const recorded = async (voiceId: string) => {
    const { preview, previewKey } = await fixture.read(voiceId);
    return { preview, previewKey };
  };

  it.each([
    ['pending', 'OK'],
    ['pending', 'DELETED'],
    ['pending', 'EXPIRED'],
    ['lost', 'OK'],
    ['lost', 'TIMED_OUT'],
  ] as const)('is found where the record has it as %s, %s', async (why, status) => {
    const { voiceId } = await fixture.put(status, missing(why));
    await store(voiceId);
    await fixture.reconcile({}, { dryRun: true });
    expect(await recorded(voiceId)).toEqual({ preview: { missing: why }, previewKey: undefined });
    await fixture.reconcile();
    expect(await recorded(voiceId)).toEqual({
      preview: { ...audio, bytes: 5, language: null, analysis: null },
      previewKey: `${voiceId}/1.wav`,
    });
  });

  it('is found within a day of the claim, even if the voice is not listed', async () => {
    const { voiceId, providerVoiceId } = await fixture.put('OK', missing('lost'));
    await fixture.control.removeVoice(providerVoiceId);
    await store(voiceId);
    fixture.advance(23 * 3_600);
    await fixture.reconcile();
    expect(await recorded(voiceId)).toMatchObject({ previewKey: `${voiceId}/1.wav` });
  });

  it('is recorded as lost if the bucket has none', async () => {
    const { voiceId } = await fixture.put('OK', missing('pending'));
    const down = { find: () => Promise.reject(new Error('SlowDown')), read };
    expect(await fixture.reconcile({ previews: down })).toMatchObject({ failed: 1 });
    expect(await recorded(voiceId)).toEqual({ preview: { missing: 'pending' }, previewKey: undefined });
    expect(await fixture.reconcile()).toMatchObject({ failed: 0 });
    expect(await recorded(voiceId)).toEqual({ preview: { missing: 'lost' }, previewKey: undefined });
  });

  it('is not searched for if it was lost a day ago, is invalid, adopted, or being purged', async () => {
    const queried: string[] = [];
    const find = async (key: string) => {
      queried.push(key);
      return null;
    };
    const adopted = { name: 'vdadopted', state: 'MADE', releases: 0, adopted: true } as const;
    const claimedAt = fixture.now.toISOString();
    await fixture.put('OK', { preview: { missing: 'invalid' }, previewKey: undefined });
    await fixture.put('OK', { ...missing('lost'), attempts: { 1: { ...adopted, claimedAt } } });
    const purgeClaim = { id: 'purge', until: claimedAt };
    await fixture.put('DELETED', { ...missing('pending'), purgeClaim });
    await fixture.reconcile({ previews: { find, read } });
    const { voiceId } = await fixture.put('OK', missing('lost'));
    await fixture.reconcile({ previews: { find, read } });
    expect(queried).toEqual([`${voiceId}/1.`]);
    fixture.advance(25 * 3_600);
    await fixture.reconcile({ previews: { find, read } });
    expect(queried).toHaveLength(1);
  });
});

describe('a list', () => {
  it.each([
    ['cosyvoice', 7_000],
    ['qwen', 1_000],
  ] as const)(
    'has as many places in the family %s as the setting allows and its pages show',
    async (family, limit) => {
      fixture.list = { family, scope: 'mainland' };
      expect(await fixture.reconcile({ voicePlaces: 7_000 })).toMatchObject({ clean: true, limit });
    },
  );

  it('counts all its voices', async () => {
    await fixture.put('OK');
    await fixture.control.seedVoices({ name: 'evening', count: 3 });
    await fixture.control.seedVoices({ name: 'vdzzzzzzzz' });
    expect(await fixture.reconcile()).toMatchObject({
      clean: true,
      keyWaits: false,
      heldBack: 0,
      used: 5,
      limit: 1_000,
      ours: 1,
      foreign: 3,
      unrecorded: 1,
      failed: 0,
    });
    expect(await fixture.stored.item('BUDGET#cosyvoice#mainland')).toMatchObject({
      used: 5,
      taken: 5,
      limit: 1_000,
      countedAt: fixture.now.toISOString(),
    });
    expect(await fixture.stored.item('SCAN#cosyvoice#mainland')).toMatchObject({
      countedAt: fixture.now.toISOString(),
      lastCleanAt: fixture.now.toISOString(),
    });
  });

  it('is counted but proves nothing if a voice was deleted during the scan', async () => {
    const { scans, ...dependencies } = fixture.dependencies();
    const lease = { id: 'purge', until: new Date(fixture.now.getTime() + 60_000) };
    const walking: typeof dependencies.clientOf = (account) => ({
      ...dependencies.clientOf(account),
      walkVoices: async function* (request) {
        await scans.takeDeleteLease(fixture.list, lease, fixture.now);
        yield* dependencies.clientOf(account).walkVoices(request);
        await scans.releaseDeleteLease(fixture.list, lease);
      },
    });
    await fixture.put('OK');
    expect(await fixture.reconcile({ clientOf: walking })).toMatchObject({
      clean: false,
      used: 1,
    });
    const item = await fixture.stored.item('SCAN#cosyvoice#mainland');
    expect(item).not.toHaveProperty('lastCleanAt');
    expect(await fixture.stored.item('BUDGET#cosyvoice#mainland')).toMatchObject({ used: 1, taken: 1 });
  });

  it('reports voices with the name prefix and without a record, and changes neither these nor foreign ones', async () => {
    const [unrecorded] = await fixture.control.seedVoices({ name: 'vdzzzzzzzz' });
    const [foreign] = await fixture.control.seedVoices({ name: 'evening' });
    await fixture.put('OK');
    for (let run = 0; run < 3; run += 1) {
      await fixture.reconcile();
      fixture.advance(7_200);
    }
    expect(await fixture.liveIds()).toEqual(expect.arrayContaining([unrecorded, foreign]));
    expect(fixture.logged).toEqual(
      Array.from({ length: 3 }, () => 'a voice with this deployment’s name prefix has no record'),
    );
  });

  it('restores the reference to a record that a crash left out', async () => {
    const { voiceId, providerVoiceId } = await fixture.put('OK', { pointed: false });
    expect(await fixture.stored.providerVoices.ownerOf(providerVoiceId)).toBeNull();
    await fixture.reconcile();
    expect(await fixture.stored.providerVoices.ownerOf(providerVoiceId)).toBe(voiceId);
  });

  it('continues after a voice that cannot be settled', async () => {
    const stubborn = await fixture.put('TIMED_OUT');
    const easy = await fixture.put('TIMED_OUT');
    const failing = new Failing(fixture.stored.client, fixture.stored.tableName);
    failing.voiceId = stubborn.voiceId;
    expect(await fixture.reconcile({ voices: failing })).toMatchObject({ approvedLate: 1, failed: 1 });
    expect(await fixture.read(easy.voiceId)).toMatchObject({ status: 'OK' });
    expect(await fixture.reconcile()).toMatchObject({ approvedLate: 1, failed: 0 });
  });
});

describe('a voice whose create failed', () => {
  it('is adopted with its preview if the attempt stored it', async () => {
    const { voiceId } = await fixture.put('FAILED', { ...unknown, ...pending });
    const audio = { mediaType: 'audio/wav', sampleRate: 16_000, durationSeconds: 2, fileName: 'a.wav' };
    await fixture.previews.put(`${voiceId}/1.wav`, { ...audio, bytes: Buffer.from('audio') });
    expect(await fixture.reconcile()).toMatchObject({ adopted: 1 });
    expect(await fixture.read(voiceId)).toMatchObject({
      status: 'DEPLOYING',
      preview: { mediaType: 'audio/wav', sampleRate: 16_000, bytes: 5, durationSeconds: 2 },
      previewKey: `${voiceId}/1.wav`,
    });
  });

  it('is adopted: its id first, then its status, with a lost preview and a review in a new execution', async () => {
    const { voiceId, providerVoiceId } = await fixture.put('FAILED', { ...unknown, ...pending });
    expect(await fixture.reconcile()).toMatchObject({ adopted: 1, ours: 1 });
    expect(await fixture.read(voiceId)).toMatchObject({
      status: 'DEPLOYING',
      run: 1,
      sequence: 4,
      providerVoiceId,
      preview: { missing: 'lost' },
      attempts: { 1: { state: 'MADE', adopted: true } },
      keyId: await fixture.keyId(),
      pendingEvents: {},
      reviewStartedAt: fixture.now.toISOString(),
    });
    expect(await fixture.stored.providerVoices.ownerOf(providerVoiceId)).toBe(voiceId);
    expect(fixture.stored.started).toEqual([`${voiceId}-r1`]);
    expect(fixture.stored.eventsOf(voiceId)).toEqual(['Voice Created']);
    expect(await fixture.reconcile()).toMatchObject({ adopted: 0, ours: 1 });
  });

  it('is ready at once in a family without review', async () => {
    fixture.list = { family: 'qwen', scope: 'mainland' };
    const { voiceId } = await fixture.put('FAILED', {
      ...unknown,
      ...pending,
      targetModel: 'qwen3-tts-vd-2026-01-26',
    });
    await fixture.reconcile();
    expect(await fixture.read(voiceId)).toMatchObject({ status: 'OK', run: 0, sequence: 5 });
    expect(fixture.stored.started).toEqual([]);
    expect(fixture.stored.eventsOf(voiceId)).toEqual(['Voice Created', 'Voice Ready']);
  });

  it('is adopted once by concurrent runs', async () => {
    const { voiceId } = await fixture.put('FAILED', { ...unknown, ...pending });
    await Promise.all(Array.from({ length: 4 }, () => fixture.reconcile()));
    expect(await fixture.read(voiceId)).toMatchObject({
      status: 'DEPLOYING',
      run: 1,
      sequence: 4,
      pendingEvents: {},
    });
    expect(new Set(fixture.stored.eventsOf(voiceId))).toEqual(new Set(['Voice Created']));
    expect(new Set(fixture.stored.published.map(({ detail }) => detail)).size).toBe(1);
  });

  it('gets its preview when the invocation that sent it continues', async () => {
    const { voiceId, providerVoiceId } = await fixture.put('FAILED', { ...unknown, ...pending });
    await fixture.reconcile();
    const { store } = fixture.stored;
    const claim = { voiceId, run: 0, attempt: 1, claimId: `claim-${voiceId}`, claimedAt: fixture.now };
    await fixture.stored.attemptStore.recordMade(
      claim,
      { providerVoiceId, requestId: 'late', usageCount: 1 },
      fixture.now,
    );
    const found = { preview: storedPreview, key: `${voiceId}/1.wav`, waveform: null };
    await store.recordPreview(voiceId, providerVoiceId, found, fixture.now);
    expect(await fixture.read(voiceId)).toMatchObject({ status: 'DEPLOYING', preview: storedPreview });
  });

  it('keeps its voice when that invocation returns another one', async () => {
    const { voiceId, providerVoiceId } = await fixture.put('FAILED', { ...unknown, ...pending });
    await fixture.reconcile();
    const claim = { voiceId, run: 0, attempt: 1, claimId: `claim-${voiceId}`, claimedAt: fixture.now };
    const other = { providerVoiceId: 'another', requestId: null, usageCount: null };
    await expect(fixture.stored.attemptStore.recordMade(claim, other, fixture.now)).rejects.toThrow(
      LostRaceError,
    );
    expect(await fixture.read(voiceId)).toMatchObject({ providerVoiceId });
  });

  it('is adopted if only its id was written before a crash', async () => {
    const { voiceId } = await fixture.put('FAILED', { reason: unknown.reason, ...pending });
    expect(await fixture.reconcile()).toMatchObject({ adopted: 1 });
    expect(await fixture.read(voiceId)).toMatchObject({ status: 'DEPLOYING', preview: { missing: 'lost' } });
  });

  it('is deleted on adoption if that was requested meanwhile', async () => {
    const deleteRequested = { at: fixture.now.toISOString(), by: 'ann', purgeAt: '2026-03-09T00:00:00.000Z' };
    const { voiceId } = await fixture.put('FAILED', { ...unknown, ...pending, deleteRequested });
    await fixture.reconcile();
    expect(await fixture.read(voiceId)).toMatchObject({
      status: 'DELETED',
      statusBeforeDelete: 'DEPLOYING',
      purgeAt: deleteRequested.purgeAt,
    });
    expect(fixture.stored.started).toEqual([]);
    expect(fixture.stored.eventsOf(voiceId)).toEqual(['Voice Created', 'Voice Deleted']);
  });

  it('is adopted in status CREATING after its execution ended, and continues in a new one', async () => {
    const { voiceId, providerVoiceId } = await fixture.put('CREATING', {
      known: false,
      state: 'IN_FLIGHT',
      ...pending,
    });
    fixture.advance(600);
    fixture.executions.set(`${voiceId}-r0`, 'running');
    expect(await fixture.reconcile()).toMatchObject({ adopted: 0, waiting: 1 });
    fixture.executions.delete(`${voiceId}-r0`);
    expect(await fixture.reconcile()).toMatchObject({ adopted: 1, waiting: 0 });
    expect(await fixture.read(voiceId)).toMatchObject({ status: 'CREATING', run: 1, providerVoiceId });
    expect(fixture.stored.started).toEqual([`${voiceId}-r1`]);
  });

  it('waits while its claim may still be sent or answered', async () => {
    const { voiceId } = await fixture.put('CREATING', { known: false, state: 'IN_FLIGHT' });
    fixture.advance(419);
    expect(await fixture.reconcile()).toMatchObject({ adopted: 0, waiting: 1 });
    expect((await fixture.read(voiceId)).providerVoiceId).toBeUndefined();
  });

  it('keeps its events pending if the bus fails', async () => {
    const { voiceId } = await fixture.put('FAILED', { ...unknown, ...pending });
    fixture.stored.busFails = true;
    await fixture.reconcile();
    expect(await fixture.read(voiceId)).toMatchObject({
      status: 'DEPLOYING',
      pendingEvents: { 4: { detailType: 'Voice Created' } },
    });
  });
});

describe('a voice whose review timed out', () => {
  it.each([
    ['OK', 'OK', 'approvedLate', 'Voice Ready'],
    ['UNDEPLOYED', 'UNDEPLOYED', 'rejectedLate', 'Voice Rejected'],
  ] as const)('is settled as the list shows it: %s', async (outcome, status, count, event) => {
    const { voiceId, providerVoiceId } = await fixture.put('TIMED_OUT');
    await fixture.control.review(providerVoiceId, { outcome });
    expect(await fixture.reconcile()).toMatchObject({ [count]: 1 });
    const record = await fixture.read(voiceId);
    expect(record).toMatchObject({ status, reviewedAt: fixture.now.toISOString() });
    expect(record.purgeAt).toBe(outcome === 'OK' ? null : '2026-03-02T12:00:00.000Z');
    expect(fixture.stored.eventsOf(voiceId)).toEqual([event]);
  });

  it('does not change while it is under review', async () => {
    const { voiceId, providerVoiceId } = await fixture.put('TIMED_OUT');
    await fixture.control.review(providerVoiceId, { outcome: 'OK', inSeconds: null });
    await fixture.reconcile();
    expect(await fixture.read(voiceId)).toMatchObject({ status: 'TIMED_OUT' });
  });
});

describe('a voice that another client deleted', () => {
  const remove = async (status: Parameters<Fixture['put']>[0] = 'OK') => {
    const gone = await fixture.put(status);
    await fixture.control.removeVoice(gone.providerVoiceId);
    fixture.advance(3_600);
    return gone;
  };

  it('is recorded as missing first, and expires when a later run confirms it', async () => {
    await fixture.put('OK');
    const { voiceId } = await remove();
    expect(await fixture.reconcile()).toMatchObject({ missing: 1, expired: 0 });
    expect(await fixture.read(voiceId)).toMatchObject({
      status: 'OK',
      missingSince: fixture.now.toISOString(),
    });
    expect(await fixture.reconcile()).toMatchObject({ missing: 1, expired: 0 });
    fixture.advance(900);
    expect(await fixture.reconcile()).toMatchObject({ missing: 0, expired: 1 });
    expect(await fixture.read(voiceId)).toMatchObject({
      status: 'EXPIRED',
      purgeAt: '2026-03-08T13:15:00.000Z',
    });
    expect(fixture.stored.eventsOf(voiceId)).toEqual(['Voice Expired']);
  });

  it('keeps the time of its purge', async () => {
    await fixture.put('OK');
    const { voiceId } = await remove('DELETED');
    const { purgeAt } = await fixture.read(voiceId);
    await fixture.reconcile();
    fixture.advance(900);
    await fixture.reconcile();
    expect(await fixture.read(voiceId)).toMatchObject({ status: 'EXPIRED', purgeAt });
  });

  it('does not expire without a control, which is reported', async () => {
    const { voiceId } = await remove();
    await fixture.control.seedVoices({ name: 'evening' });
    for (let run = 0; run < 3; run += 1) {
      expect(await fixture.reconcile()).toMatchObject({
        clean: true,
        isDoubted: run * 900 >= 1_800,
        heldBack: 1,
        missing: 0,
      });
      fixture.advance(900);
    }
    expect((await fixture.read(voiceId)).missingSince).toBeUndefined();
  });

  it('is not concluded from the list of another account, and nothing is deleted', async () => {
    const voices = [await fixture.put('OK'), await fixture.put('DEPLOYING')];
    await fixture.control.grantKey({ key: 'sk-elsewhere', scope: 'mainland', name: 'elsewhere' });
    fixture.apiKey = 'sk-elsewhere';
    for (let run = 0; run < 3; run += 1) {
      fixture.advance(3_600);
      expect(await fixture.reconcile()).toMatchObject({
        keyWaits: true,
        needsKey: run > 0,
        elsewhere: 2,
        missing: 0,
        expired: 0,
        heldBack: 0,
      });
    }
    expect(
      (await Promise.all(voices.map(({ voiceId }) => fixture.read(voiceId)))).map(({ status }) => status),
    ).toEqual(['OK', 'DEPLOYING']);
    expect(await fixture.liveIds()).toHaveLength(2);
  });

  it('does not expire if only the list leaves it out', async () => {
    await fixture.put('OK');
    const { voiceId, providerVoiceId } = await fixture.put('OK');
    const { clientOf } = fixture.dependencies();
    const hiding: typeof clientOf = (account) => ({
      ...clientOf(account),
      walkVoices: async function* (request) {
        for await (const voice of clientOf(account).walkVoices(request)) {
          if (voice.providerVoiceId !== providerVoiceId) yield voice;
        }
      },
    });
    fixture.advance(3_600);
    expect(await fixture.reconcile({ clientOf: hiding })).toMatchObject({
      clean: true,
      missing: 0,
    });
    expect((await fixture.read(voiceId)).missingSince).toBeUndefined();
  });

  it('starts its time again after it was listed', async () => {
    const { voiceId } = await fixture.put('OK', { missingSince: fixture.now.toISOString() });
    fixture.advance(3_600);
    expect(await fixture.reconcile()).toMatchObject({ missing: 0, expired: 0 });
    expect((await fixture.read(voiceId)).missingSince).toBeUndefined();
  });

  it('is left to the purge that claimed it', async () => {
    await fixture.put('OK');
    const { voiceId, providerVoiceId } = await fixture.put('DELETED', {
      missingSince: fixture.now.toISOString(),
      purgeClaim: { id: 'purge', until: '2026-03-01T14:00:00.000Z' },
    });
    await fixture.control.removeVoice(providerVoiceId);
    fixture.advance(3_600);
    expect(await fixture.reconcile()).toMatchObject({ missing: 0, expired: 0 });
    expect(await fixture.read(voiceId)).toMatchObject({ status: 'DELETED' });
  });

  it.each([
    ['restored', 'OK'],
    ['listed for another run', 'DELETED'],
  ] as const)('does not expire if it is %s during the query', async (meanwhile, status) => {
    await fixture.put('OK');
    const { voiceId, providerVoiceId } = await fixture.put('DELETED', {
      missingSince: fixture.now.toISOString(),
    });
    await fixture.control.removeVoice(providerVoiceId);
    fixture.advance(3_600);
    const { clientOf, voices, reconciliation } = fixture.dependencies();
    const interrupted: typeof clientOf = (account) => ({
      ...clientOf(account),
      queryVoice: async (request) => {
        const record = await fixture.read(voiceId);
        const change = { now: fixture.now };
        const events = eventsOfTransition(record, 'restoredReady', change);
        if (meanwhile === 'restored') await voices.transition(record, 'restoredReady', { ...change, events });
        else await reconciliation.clearMissing(record);
        return clientOf(account).queryVoice(request);
      },
    });
    expect(await fixture.reconcile({ clientOf: interrupted })).toMatchObject({ expired: 0, failed: 0 });
    expect(await fixture.read(voiceId)).toMatchObject({ status });
  });
});

describe('a second voice of one record', () => {
  /** One record, and two voices of its attempt. */
  const twins = async (...parts: Parameters<Fixture['put']>) => {
    const first = await fixture.put(...parts);
    const [second = ''] = await fixture.control.seedVoices({ name: first.name });
    return { ...first, second };
  };

  it('is recorded at once, and deleted under the lease when it is listed an hour later', async () => {
    const { voiceId, providerVoiceId, second } = await twins('OK');
    expect(await fixture.reconcile()).toMatchObject({ orphans: 1, orphansDeleted: 0, orphansLeft: 0 });
    expect((await fixture.read(voiceId)).attempts[1]?.extraVoiceIds).toEqual([second]);
    expect(await fixture.stored.item(`ORPHAN#${second}`)).toMatchObject({
      ...fixture.list,
      owner: voiceId,
      attempt: '1',
      firstSeenAt: fixture.now.toISOString(),
    });
    fixture.advance(3_599);
    expect(await fixture.reconcile()).toMatchObject({ orphans: 1, orphansDeleted: 0 });
    fixture.advance(1);
    expect(await fixture.reconcile()).toMatchObject({ orphans: 1, orphansDeleted: 1, orphansLeft: 0 });
    expect(await fixture.liveIds()).toEqual([providerVoiceId]);
    expect(await fixture.stored.item(`ORPHAN#${second}`)).toMatchObject({
      deletedAt: fixture.now.toISOString(),
    });
    const item = await fixture.stored.item('SCAN#cosyvoice#mainland');
    expect(item).toMatchObject({ epoch: 1 });
    expect(item).not.toHaveProperty('leaseId');
    expect(await fixture.reconcile()).toMatchObject({ orphans: 0 });
  });

  it('is not adopted before the older one', async () => {
    const { voiceId, providerVoiceId, second } = await twins('FAILED', { ...unknown, ...pending });
    expect(await fixture.reconcile()).toMatchObject({ adopted: 1, waiting: 1, orphans: 0 });
    expect(await fixture.read(voiceId)).toMatchObject({ providerVoiceId });
    fixture.advance(1);
    await fixture.reconcile();
    fixture.advance(3_600);
    expect(await fixture.reconcile()).toMatchObject({ orphansDeleted: 1 });
    expect(await fixture.liveIds()).toEqual([providerVoiceId]);
    expect(second).not.toBe(providerVoiceId);
  });

  it('stays while deletions are switched off', async () => {
    const { second } = await twins('OK');
    await fixture.reconcile();
    fixture.advance(3_600);
    fixture.switches.deletes = false;
    expect(await fixture.reconcile()).toMatchObject({ orphans: 1, orphansDeleted: 0, orphansLeft: 1 });
    expect(await fixture.liveIds()).toContain(second);
  });

  it('stays while another process holds the delete lease', async () => {
    const { second } = await twins('OK');
    await fixture.reconcile();
    fixture.advance(3_600);
    const { scans } = fixture.dependencies();
    const until = new Date(fixture.now.getTime() + 60_000);
    // Taken between the end of the reading and the deletion.
    const interrupting = {
      read: async () => {
        await scans.takeDeleteLease(fixture.list, { id: 'purge', until }, fixture.now);
        return fixture.switches.read();
      },
    };
    const report = await fixture.reconcile({ switches: interrupting });
    expect(report).toMatchObject({ orphans: 1, orphansDeleted: 0, orphansLeft: 1 });
    expect(await fixture.liveIds()).toContain(second);
  });

  it('stays if the record adopted it just before', async () => {
    const { voiceId, providerVoiceId } = await fixture.put('FAILED', {
      known: false,
      state: 'REFUSED',
      reason: { code: 'provider_refused' },
    });
    await fixture.reconcile();
    fixture.advance(3_600);
    const { switches } = fixture;
    const interrupted = {
      read: async () => {
        await fixture.stored.put({ ...(await fixture.read(voiceId)), providerVoiceId });
        return switches.read();
      },
    };
    expect(await fixture.reconcile({ switches: interrupted })).toMatchObject({
      orphans: 1,
      orphansDeleted: 0,
    });
    expect(await fixture.liveIds()).toEqual([providerVoiceId]);
  });

  it('is one of at most five that a run deletes from a small list', async () => {
    const { name } = await fixture.put('OK');
    await fixture.control.seedVoices({ name, count: 7 });
    await fixture.reconcile();
    fixture.advance(3_600);
    expect(await fixture.reconcile()).toMatchObject({ orphans: 7, orphansDeleted: 5, orphansLeft: 2 });
    expect(await fixture.reconcile()).toMatchObject({ orphans: 2, orphansDeleted: 2, orphansLeft: 0 });
    expect(await fixture.liveIds()).toHaveLength(1);
  });

  it('lets the lease expire if the provider may still carry out a delete', async () => {
    await twins('OK');
    await fixture.reconcile();
    fixture.advance(3_600);
    await fixture.control.addRule({
      match: { action: 'delete' },
      effects: [{ kind: 'error', status: 500, code: 'InternalError', when: 'before' }],
    });
    expect(await fixture.reconcile()).toMatchObject({ orphansDeleted: 0, orphansLeft: 1 });
    expect(await fixture.stored.item('SCAN#cosyvoice#mainland')).toHaveProperty('leaseUntil');
    expect(await fixture.reconcile()).toMatchObject({ clean: false, orphansDeleted: 0 });
  });

  it('may be the voice of a purged record', async () => {
    await fixture.put('OK');
    const { providerVoiceId } = await fixture.put('PURGED');
    await fixture.reconcile();
    fixture.advance(3_600);
    expect(await fixture.reconcile()).toMatchObject({ orphansDeleted: 1 });
    expect(await fixture.liveIds()).not.toContain(providerVoiceId);
  });
});

describe('a dry run', () => {
  it('counts the changes without making them', async () => {
    await fixture.put('OK');
    const failed = await fixture.put('FAILED', { ...unknown, ...pending });
    const late = await fixture.put('TIMED_OUT');
    const gone = await fixture.put('OK', { missingSince: fixture.now.toISOString() });
    await fixture.control.removeVoice(gone.providerVoiceId);
    const { name } = await fixture.put('OK');
    await fixture.control.seedVoices({ name });
    fixture.advance(3_600);
    const voiceIds = [failed, late, gone].map(({ voiceId }) => voiceId);
    const before = await Promise.all(voiceIds.map((voiceId) => fixture.read(voiceId)));
    const live = await fixture.liveIds();
    expect(await fixture.reconcile({}, { dryRun: true })).toMatchObject({
      adopted: 1,
      approvedLate: 1,
      expired: 1,
      orphans: 1,
      orphansDeleted: 0,
    });
    expect(await Promise.all(voiceIds.map((voiceId) => fixture.read(voiceId)))).toEqual(before);
    expect(await fixture.liveIds()).toEqual(live);
    expect(await fixture.stored.item('SCAN#cosyvoice#mainland')).toBeNull();
    expect(fixture.stored.published).toEqual([]);
  });
});
