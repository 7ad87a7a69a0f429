import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LostRaceError } from '../../../../lambdas/shared/stores/items.ts';
import { DynamoOrphanStore } from '../../../../lambdas/shared/stores/orphans.ts';
import { DynamoReconciliationStore } from '../../../../lambdas/shared/stores/reconciliation.ts';
import { DynamoVoicesByStatus } from '../../../../lambdas/shared/stores/voices-by-status.ts';
import type { VoiceRecord } from '../../../../lambdas/shared/voice/record.ts';
import { StoredVoices } from '../../../support/stored-voices.ts';
import { instant, storedPreview, voiceAt } from '../../../support/voices.ts';

const at = (seconds: number) => new Date(instant.getTime() + seconds * 1_000);
let stored: StoredVoices;
let store: DynamoReconciliationStore;
beforeAll(async () => {
  stored = await StoredVoices.start();
  store = new DynamoReconciliationStore(stored.client, stored.tableName);
});
afterAll(() => stored.stop());

async function put(...parts: Parameters<typeof voiceAt>): Promise<VoiceRecord> {
  const { voiceId: _, ...record } = voiceAt(...parts);
  return read(await stored.put(record));
}
async function read(voiceId: string): Promise<VoiceRecord> {
  const record = await stored.read(voiceId);
  if (!record) throw new Error('no record');
  return record;
}

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe('the owner of a token', () => {
  it('is the voice that reserved it, or null', async () => {
    const { voiceId } = await put('CREATING');
    await stored.providerVoices.reserveToken('bbbbbbb', voiceId);
    expect(await stored.providerVoices.ownerOfToken('bbbbbbb')).toBe(voiceId);
    expect(await stored.providerVoices.ownerOfToken('ccccccc')).toBeNull();
  });
});

describe('a missing voice', () => {
  it('is recorded once, and cleared when it is seen again', async () => {
    const record = await put('OK');
    await store.recordMissing(record, at(1));
    await expect(store.recordMissing(record, at(2))).rejects.toThrow(LostRaceError);
    const missing = await read(record.voiceId);
    expect(missing.missingSince).toBe(at(1).toISOString());
    await store.clearMissing(missing);
    await expect(store.clearMissing(missing)).rejects.toThrow(LostRaceError);
    expect((await read(record.voiceId)).missingSince).toBeUndefined();
  });

  it.each([
    ['has another status', 'DELETED', {}],
    ['is being purged', 'OK', { purgeClaim: { id: 'purge', until: at(60).toISOString() } }],
    ['has another voice', 'OK', { providerVoiceId: 'voice-b' }],
  ] as const)('is not recorded if the record %s', async (_, status, parts) => {
    const now = await put(status, parts);
    const asRead = voiceAt('OK', { voiceId: now.voiceId });
    await expect(store.recordMissing(asRead, at(1))).rejects.toThrow(LostRaceError);
  });
});

describe('a run', () => {
  it('is raised once by two concurrent writes, and a repeated write succeeds', async () => {
    const record = await put('CREATING');
    const outcomes = await Promise.allSettled([1, 2].map((seconds) => store.raiseRun(record, at(seconds))));
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const raised = await read(record.voiceId);
    expect(raised.run).toBe(1);
    await store.raiseRun(record, new Date(raised.updatedAt));
    expect((await read(record.voiceId)).run).toBe(1);
  });

  it('restarts only the review', async () => {
    const [deploying, creating] = [await put('DEPLOYING'), await put('CREATING')];
    for (const record of [deploying, creating]) await store.raiseRun(record, at(9));
    expect((await read(deploying.voiceId)).reviewStartedAt).toBe(at(9).toISOString());
    expect((await read(creating.voiceId)).reviewStartedAt).toBe(creating.reviewStartedAt);
  });

  it('is not raised once the record has changed', async () => {
    const record = await put('CREATING');
    const { voiceId } = record;
    const asRead = [
      voiceAt('FAILED', { voiceId }),
      voiceAt('CREATING', { voiceId, updatedAt: at(-9).toISOString() }),
    ];
    for (const each of asRead) await expect(store.raiseRun(each, at(1))).rejects.toThrow(LostRaceError);
  });
});

describe('a record whose events are published', () => {
  it('stays in the index of unannounced records if it has changed since it was read', async () => {
    const voiceId = await stored.put({ announcing: 'OK' });
    const record = await read(voiceId);
    const { sequence } = record;
    const moved = [
      voiceAt('OK', { voiceId, sequence, updatedAt: at(-9).toISOString() }),
      voiceAt('OK', { voiceId, sequence: sequence - 1, updatedAt: record.updatedAt }),
    ];
    for (const each of moved) await expect(store.recordAnnounced(each)).rejects.toThrow(LostRaceError);
    expect(await stored.item(voiceId)).toMatchObject({ announcing: 'OK' });
    await store.recordAnnounced(record);
    expect(await stored.item(voiceId)).toHaveProperty('announcing', 'ANNOUNCED');
  });
});

describe('an orphan', () => {
  it('keeps the time it was first seen, and stays recorded once deleted', async () => {
    const orphans = new DynamoOrphanStore(stored.client, stored.tableName);
    const list = { family: 'cosyvoice', scope: 'mainland' } as const;
    const orphan = { ...list, providerVoiceId: 'voice-o', voiceId: 'voice', attempt: '1' };
    expect(await orphans.recordSeen(orphan, at(1))).toEqual(at(1));
    expect(await orphans.recordSeen(orphan, at(2))).toEqual(at(1));
    await orphans.recordDeleted(orphan, at(3), at(4));
    expect(await stored.item('ORPHAN#voice-o')).toEqual({
      voiceId: 'ORPHAN#voice-o',
      ...list,
      owner: 'voice',
      attempt: '1',
      firstSeenAt: at(1).toISOString(),
      lastSeenAt: at(2).toISOString(),
      deletedAt: at(3).toISOString(),
      expiresAtEpochSeconds: at(4).getTime() / 1_000,
    });
  });
});

describe('a query by status', () => {
  it('returns the keys of a voice and of its open attempts, and its warnings', async () => {
    const attempt = (state: string, keyId: string) => ({ name: 'vd', state, releases: 0, keyId });
    const warnings = [{ code: 'other_account', message: 'elsewhere' }];
    await put('CREATING', { attempts: { 1: attempt('ABSENT', 'a'), 2: attempt('UNKNOWN', 'b') }, warnings });
    await put('UNDEPLOYED', { keyId: 'c', purgeAt: at(3).toISOString() });
    await put('UNDEPLOYED', { attempts: { 1: attempt('MADE', 'd') } });
    const voicesByStatus = new DynamoVoicesByStatus(stored.client, stored.tableName);
    const list = { family: 'cosyvoice', scope: 'mainland' } as const;
    const creating = await all(voicesByStatus.ofList('CREATING', list));
    expect(creating).toContainEqual(
      expect.objectContaining({ keyId: null, openKeyIds: ['b'], warnings: ['other_account'] }),
    );
    const made = await all(voicesByStatus.ofList('UNDEPLOYED', list));
    expect(made.map(({ keyId, purgeAt }) => [keyId, purgeAt]).sort()).toEqual([
      ['c', at(3)],
      ['d', null],
    ]);
  });

  it('finds the voices of a list whose preview is pending or was lost recently', async () => {
    const list = { family: 'qwen', scope: 'mainland' } as const;
    const of = (missing: string, hours: number, parts = {}) =>
      put('EXPIRED', {
        ...list,
        providerVoiceId: 'voice',
        preview: { missing },
        updatedAt: at(hours).toISOString(),
        ...parts,
      });
    const found = [await of('pending', 0), await of('lost', 2)];
    await of('lost', 0);
    await of('invalid', 2);
    await of('pending', 2, { scope: 'international' });
    await put('EXPIRED', { ...list, providerVoiceId: 'voice', preview: storedPreview });
    const voicesByStatus = new DynamoVoicesByStatus(stored.client, stored.tableName);
    const ids = await all(voicesByStatus.withoutPreview('EXPIRED', list, at(1)));
    expect(ids.sort()).toEqual(found.map(({ voiceId }) => voiceId).sort());
  });

  it('finds every record of a status, by list or by age', async () => {
    const voicesByStatus = new DynamoVoicesByStatus(stored.client, stored.tableName);
    const parts = [
      { family: 'qwen', scope: 'international', updatedAt: at(0).toISOString() },
      { family: 'qwen', scope: 'mainland', updatedAt: at(1).toISOString() },
      { family: 'cosyvoice', scope: 'international', updatedAt: at(2).toISOString() },
    ] as const;
    const ids: string[] = [];
    for (const each of parts)
      ids.push((await put('TIMED_OUT', { ...each, providerVoiceId: `of-${each.scope}` })).voiceId);
    const ofList = voicesByStatus.ofList('TIMED_OUT', { family: 'qwen', scope: 'international' });
    expect(await all(ofList)).toEqual([
      {
        voiceId: ids[0],
        providerVoiceId: 'of-international',
        keyId: null,
        openKeyIds: [],
        purgeAt: null,
        warnings: [],
      },
    ]);
    const unchanged = await all(voicesByStatus.unchangedSince('TIMED_OUT', at(1)));
    expect(unchanged.map(({ voiceId }) => voiceId).sort()).toEqual(ids.slice(0, 2).sort());
  });
});
