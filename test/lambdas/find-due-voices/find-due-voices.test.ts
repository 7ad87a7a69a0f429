import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FindDueVoicesInput, findDueVoices } from '../../../lambdas/find-due-voices/find-due-voices.ts';
import { handler } from '../../../lambdas/find-due-voices/handler.ts';
import { DynamoAccountStore } from '../../../lambdas/shared/records/dynamo-account-store.ts';
import { DynamoDueVoices } from '../../../lambdas/shared/records/dynamo-due-voices.ts';
import { newVoiceId } from '../../../lambdas/shared/voice/ids.ts';
import { MemorySwitches } from '../../support/memory-stores.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant } from '../../support/voices.ts';

const at = (seconds: number) => new Date(instant.getTime() + seconds * 1_000).toISOString();
const deleted = { status: 'DELETED', statusBeforeDelete: 'OK', deletedAt: at(-9), purgeAt: at(0) };
const rejected = { status: 'UNDEPLOYED', reason: { code: 'review_rejected' }, purgeAt: at(0) };
const claimedUntil = (seconds: number) => ({ purgeClaim: { id: 'somebody', until: at(seconds) } });

let stored: StoredVoices;
beforeEach(async () => {
  stored = await StoredVoices.start();
  now = instant;
  switches.deletes = true;
});
afterEach(() => stored.stop());
const nothingCounted = { due: 0, purged: 0, skipped: 0, failed: 0 };
const switches = new MemorySwitches();
let now = instant;
const find = (
  voiceIds: readonly string[] | null,
  claimId = 'this',
  continuing: Partial<Pick<FindDueVoicesInput, 'after' | 'counted'>> = {},
) =>
  findDueVoices(
    { voiceIds, claimId, dryRun: false, after: null, counted: nothingCounted, ...continuing },
    {
      voices: stored.store,
      dueVoices: new DynamoDueVoices(stored.client, stored.tableName),
      accountStore: new DynamoAccountStore(stored.client, stored.tableName),
      switches,
      now: () => now,
    },
  );

describe('what is due', () => {
  it('is what is deleted, rejected or expired and past its time, that nobody is purging', async () => {
    const due = [
      await stored.put({ ...deleted, purgeAt: at(-3) }),
      await stored.put({ ...rejected, purgeAt: at(-2) }),
      await stored.put({ status: 'EXPIRED', purgeAt: at(-1) }),
      await stored.put(deleted),
    ];
    await stored.put({ ...deleted, purgeAt: at(0.001) });
    await stored.put({ ...rejected, purgeAt: at(60) });
    await stored.put({ ...deleted, ...claimedUntil(1) });
    await stored.put({ purgeAt: at(-5) });
    await stored.put({ status: 'PURGED', purgeAt: at(-5) });
    expect(await find(null)).toEqual({
      ...{ voiceIds: due, total: 4, scope: 'due', dryRun: false },
      ...{ after: null, counted: { ...nothingCounted, due: 4 } },
    });
  });

  it('is fifty an execution; what a purge has failed with waits behind the others, so that it holds up none', async () => {
    const failed = await Promise.all(
      Array.from({ length: 55 }, (_, n) =>
        stored.put({ ...deleted, purgeAt: at(-1_000 - n), ...claimedUntil(-n - 1) }),
      ),
    );
    const fresh = await Promise.all(
      Array.from({ length: 10 }, (_, n) => stored.put({ ...deleted, purgeAt: at(-n) })),
    );
    const { voiceIds } = await find(null);
    expect(voiceIds).toHaveLength(50);
    expect(voiceIds.slice(0, 10)).toEqual(fresh.reverse());
    // The one that was tried longest ago first.
    expect(voiceIds.slice(10)).toEqual(failed.reverse().slice(0, 40));
  });
});

describe('a run that continues', () => {
  const put = (count: number, parts: object = {}) =>
    Promise.all(
      Array.from({ length: count }, (_, n) => stored.put({ ...deleted, purgeAt: at(-n % 7), ...parts })),
    );

  it('finds each voice once, in whichever order they are claimed, and ends', async () => {
    await put(60);
    await put(60, claimedUntil(-10));
    const found: string[] = [];
    let after: FindDueVoicesInput['after'] = null;
    for (let execution = 1; execution <= 3; execution += 1) {
      const result = await find(null, `execution-${execution}`, { after });
      expect(result.total).toBe(120 - found.length);
      expect(result.after === null).toBe(execution === 3);
      found.push(...result.voiceIds);
      after = result.after;
      // An hour passes: of what this execution has claimed, some claims have run out again.
      now = new Date(now.getTime() + 3_600_000);
      for (const [n, voiceId] of result.voiceIds.entries()) {
        if (n % 2 === 0) continue;
        const record = await stored.read(voiceId);
        await stored.put({ ...record, purgeClaim: { id: 'failed', until: now.toISOString() } });
      }
      // Voices that fall due meanwhile are the next run's.
      await put(5, { purgeAt: now.toISOString() });
    }
    expect(new Set(found).size).toBe(120);
    expect(found).toHaveLength(120);
  });

  it('does not continue while deletes are switched off: each voice would be skipped', async () => {
    await put(51);
    switches.deletes = false;
    expect(await find(null)).toMatchObject({ total: 51, after: null });
  });

  it('carries its counts on', async () => {
    const counted = { due: 50, purged: 48, skipped: 1, failed: 1 };
    await put(2);
    expect((await find(null, 'this', { counted })).counted).toEqual({ ...counted, due: 52 });
  });
});

describe('what waits for a key of its account', () => {
  it('comes after everything else that is due, so that it holds up nothing', async () => {
    const accountStore = new DynamoAccountStore(stored.client, stored.tableName);
    await accountStore.recordUse('mainland', 'left', instant);
    await accountStore.recordInForce('mainland', 'right', instant);
    const elsewhere = await stored.put({ ...deleted, keyId: 'left', purgeAt: at(-90) });
    const due = [
      await stored.put({ ...deleted, keyId: 'right', purgeAt: at(-3) }),
      // An expired voice is not deleted at the provider.
      await stored.put({ status: 'EXPIRED', keyId: 'left', purgeAt: at(-2) }),
      await stored.put({ ...deleted, keyId: 'left', providerVoiceId: undefined, purgeAt: at(-1) }),
    ];
    expect((await find(null)).voiceIds).toEqual([...due, elsewhere]);
  });
});

describe('voices that were named', () => {
  it.each([
    ['deleted, before its time', { ...deleted, purgeAt: at(60) }, true],
    ['expired, before its time', { status: 'EXPIRED', purgeAt: at(60) }, true],
    ['rejected and due', rejected, true],
    ['rejected, before its time', { ...rejected, purgeAt: at(60) }, false],
    ['well', {}, false],
    ['purged already', { status: 'PURGED' }, false],
    ["somebody else's to purge", { ...deleted, ...claimedUntil(1) }, false],
    ["somebody else's no longer", { ...deleted, ...claimedUntil(0) }, true],
    ["this purge's already", { ...deleted, purgeClaim: { id: 'this', until: at(1) } }, true],
  ])('%s', async (_, parts, found) => {
    const voiceId = await stored.put(parts);
    expect((await find([voiceId, voiceId])).voiceIds).toEqual(found ? [voiceId] : []);
  });

  it('are looked up each by itself, also one that is not there', async () => {
    const voiceId = await stored.put(deleted);
    expect(await find([newVoiceId(instant), voiceId])).toEqual({
      ...{ voiceIds: [voiceId], total: 1, scope: 'named', dryRun: false },
      ...{ after: null, counted: { ...nothingCounted, due: 1 } },
    });
  });
});

describe('the input of a purge', () => {
  it.each([
    [{ voiceIds: ['x'] }, /voiceIds/],
    [{ voiceIds: [] }, /voiceIds/],
    [{ voiceIds: Array.from({ length: 51 }, () => newVoiceId(instant)) }, /voiceIds/],
    [{ dryRun: 'yes' }, /dryRun/],
    [{ dryrun: true }, /dryrun/],
    [{ after: { voiceId: newVoiceId(instant) } }, /after/],
    [{ counted: { due: -1 } }, /counted/],
  ])('%j is refused by name', async (input, message) => {
    const refused = handler({ claimId: 'this', input });
    await expect(refused).rejects.toThrow(message);
    await expect(refused).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
  });
});
