import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type FindDueVoicesInput, findDueVoices } from '../../../lambdas/find-due-voices/find-due-voices.ts';
import { handler } from '../../../lambdas/find-due-voices/handler.ts';
import { DynamoAccountStore } from '../../../lambdas/shared/stores/accounts.ts';
import { DynamoDueVoices } from '../../../lambdas/shared/stores/due-voices.ts';
import { DynamoPlaceCounter } from '../../../lambdas/shared/stores/places.ts';
import { newVoiceId } from '../../../lambdas/shared/voice/ids.ts';
import { MemorySwitches } from '../../support/memory-stores.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant } from '../../support/voices.ts';

const at = (seconds: number) => new Date(instant.getTime() + seconds * 1_000).toISOString();
const deleted = { status: 'DELETED', statusBeforeDelete: 'OK', deletedAt: at(-9), purgeAt: at(0) };
const rejected = { status: 'UNDEPLOYED', reason: { code: 'review_rejected' }, purgeAt: at(0) };
const claimedUntil = (seconds: number) => ({ purgeClaim: { id: 'other', until: at(seconds) } });

let stored: StoredVoices;
beforeEach(async () => {
  stored = await StoredVoices.start();
  now = instant;
  switches.deletes = true;
  keepDeletedSeconds = 0;
});
afterEach(() => stored.stop());
const nothingCounted = { due: 0, purged: 0, skipped: 0, failed: 0 };
const switches = new MemorySwitches();
const week = 604_800;
let keepDeletedSeconds = 0;
let now = instant;
const counter = () => new DynamoPlaceCounter(stored.client, stored.tableName);
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
      places: counter(),
      keepDeletedSeconds,
      now: () => now,
    },
  );

describe('the due voices', () => {
  it('are the deleted, rejected and expired ones that are past their purgeAt and not being purged', async () => {
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
    await stored.put({ status: 'EXPIRED', purgeAt: at(-5), holds: new Set(['narrator/move-a']) });
    expect(await find(null)).toEqual({
      voiceIds: due,
      total: 4,
      scope: 'due',
      dryRun: false,
      after: null,
      counted: { ...nothingCounted, due: 4 },
    });
  });

  it('are returned fifty per execution, with those whose purge has failed after the others', async () => {
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
    // The earliest attempt comes first.
    expect(voiceIds.slice(10)).toEqual(failed.reverse().slice(0, 40));
  });
});

describe('a run that continues', () => {
  const put = (count: number, parts: object = {}) =>
    Promise.all(
      Array.from({ length: count }, (_, n) => stored.put({ ...deleted, purgeAt: at(-n % 7), ...parts })),
    );

  it('finds each voice once, regardless of the order in which they are claimed, and ends', async () => {
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
      // An hour passes, after which some claims of this execution have expired.
      now = new Date(now.getTime() + 3_600_000);
      for (const [n, voiceId] of result.voiceIds.entries()) {
        if (n % 2 === 0) continue;
        const record = await stored.read(voiceId);
        await stored.put({ ...record, purgeClaim: { id: 'failed', until: now.toISOString() } });
      }
      // Voices that become due in the meantime belong to the next run.
      await put(5, { purgeAt: now.toISOString() });
    }
    expect(new Set(found).size).toBe(120);
    expect(found).toHaveLength(120);
  });

  it('does not continue while deletes are switched off, because each voice would be skipped', async () => {
    await put(51);
    switches.deletes = false;
    expect(await find(null)).toMatchObject({ total: 51, after: null });
  });

  it('adds to the counts of its earlier executions', async () => {
    const counted = { due: 50, purged: 48, skipped: 1, failed: 1 };
    await put(2);
    expect((await find(null, 'this', { counted })).counted).toEqual({ ...counted, due: 52 });
  });
});

describe('deleted voices that keep their places past their purgeAt', () => {
  const cosyvoice = { family: 'cosyvoice', scope: 'mainland' } as const;
  const qwen = { family: 'qwen', scope: 'mainland' } as const;
  const count = async (list: typeof cosyvoice | typeof qwen, used: number, limit = 1_000) => {
    await counter().startScan(list, `scan-${used}`);
    await counter().endScan(list, `scan-${used}`, { used, inFlight: 0, limit, countedAt: now });
  };
  /** Stores a voice that was deleted the given number of seconds ago and was restorable for a minute. */
  const deletedFor = (seconds: number, parts: object = {}) =>
    stored.put({ ...deleted, ...cosyvoice, deletedAt: at(-seconds), purgeAt: at(60 - seconds), ...parts });

  beforeEach(() => {
    keepDeletedSeconds = week;
  });

  it('are not due while their list has free places, nor before its first count', async () => {
    await deletedFor(3_600);
    const past = await deletedFor(week);
    expect(await find(null)).toMatchObject({ voiceIds: [past], total: 1, after: null });
    await count(cosyvoice, 950);
    expect(await find(null)).toMatchObject({ voiceIds: [past], total: 1, after: null });
  });

  it('are evicted from a full list as needed, the earliest deletion first', async () => {
    const [second, first, third] = [await deletedFor(80), await deletedFor(90), await deletedFor(70)];
    await deletedFor(59.999);
    await deletedFor(95, qwen);
    await count(qwen, 900);
    await count(cosyvoice, 952);
    const two = await find(null);
    expect(two).toMatchObject({ voiceIds: [first, second], total: 2, after: null, counted: { due: 2 } });
    await count(cosyvoice, 1_000);
    expect((await find(null)).voiceIds).toEqual([first, second, third]);
  });

  it('keep their places if the purge of the due voices frees enough', async () => {
    const oldest = await deletedFor(3_600);
    const due = [await deletedFor(week + 1), await stored.put({ ...rejected, ...cosyvoice })];
    await count(cosyvoice, 952);
    expect((await find(null)).voiceIds).toEqual(due);
    expect((await find(null, 'this', { counted: { ...nothingCounted, due: 1 } })).voiceIds).toEqual(due);
    await count(cosyvoice, 953);
    expect((await find(null)).voiceIds).toEqual([...due, oldest]);
    await stored.put({ ...deleted, ...qwen, deletedAt: at(-week - 1), purgeAt: at(-3) });
    expect((await find(null)).voiceIds).toContain(oldest);
  });

  it('keep their places in an execution that another one continues or that is full', async () => {
    const kept = await deletedFor(3_600);
    await count(cosyvoice, 1_000);
    await Promise.all(Array.from({ length: 51 }, () => deletedFor(week + 1)));
    const first = await find(null);
    expect(first).toMatchObject({ total: 51, after: { asOf: at(0) } });
    expect(first.voiceIds).not.toContain(kept);
  });

  it('lose their places after a permanent deletion or a purge claim', async () => {
    const permanent = await deletedFor(3_600, { purgeAt: at(-3_600) });
    const claimed = await deletedFor(3_600, claimedUntil(-1));
    expect((await find(null)).voiceIds).toEqual([permanent, claimed]);
  });

  it('are not evicted if that would free no place', async () => {
    const accountStore = new DynamoAccountStore(stored.client, stored.tableName);
    await accountStore.recordUse('mainland', 'left', instant);
    await accountStore.recordInForce('mainland', 'right', instant);
    await deletedFor(900, { keyId: 'left' });
    await deletedFor(800, { providerVoiceId: undefined });
    const here = await deletedFor(700, { keyId: 'right' });
    await count(cosyvoice, 1_000);
    expect((await find(null)).voiceIds).toEqual([here]);
  });

  it('are due at their purgeAt if the setting is off, even if the list is almost empty', async () => {
    keepDeletedSeconds = 0;
    const due = await deletedFor(61);
    await deletedFor(59);
    await count(cosyvoice, 1_000);
    expect((await find(null)).voiceIds).toEqual([due]);
    await count(cosyvoice, 2);
    expect((await find(null)).voiceIds).toEqual([due]);
  });
});

describe('a voice that waits for a key of its account', () => {
  it('comes after all other due voices, so that it delays none of them', async () => {
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

describe('named voices', () => {
  it.each([
    ['deleted, before their time', { ...deleted, purgeAt: at(60) }, true],
    ['expired, before their time', { status: 'EXPIRED', purgeAt: at(60) }, true],
    ['rejected and due', rejected, true],
    ['rejected, before their time', { ...rejected, purgeAt: at(60) }, false],
    ['ready', {}, false],
    ['already purged', { status: 'PURGED' }, false],
    ['claimed by another purge', { ...deleted, ...claimedUntil(1) }, false],
    ['claimed by another purge until now', { ...deleted, ...claimedUntil(0) }, true],
    ['claimed by this purge', { ...deleted, purgeClaim: { id: 'this', until: at(1) } }, true],
  ])('are found or not by their state: %s', async (_, parts, found) => {
    const voiceId = await stored.put(parts);
    expect((await find([voiceId, voiceId])).voiceIds).toEqual(found ? [voiceId] : []);
  });

  it('are read one by one, and an unknown one is left out', async () => {
    const voiceId = await stored.put(deleted);
    expect(await find([newVoiceId(instant), voiceId])).toEqual({
      voiceIds: [voiceId],
      total: 1,
      scope: 'named',
      dryRun: false,
      after: null,
      counted: { ...nothingCounted, due: 1 },
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
  ])('%j is rejected with the name of the field', async (input, message) => {
    const result = handler({ claimId: 'this', input });
    await expect(result).rejects.toThrow(message);
    await expect(result).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
  });
});
