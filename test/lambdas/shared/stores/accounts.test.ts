import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Scope } from '../../../../lambdas/shared/dashscope/index.ts';
import { DynamoAccountStore } from '../../../../lambdas/shared/stores/accounts.ts';
import { LostRaceError, UnreadableRecordError } from '../../../../lambdas/shared/stores/items.ts';
import { StoredVoices } from '../../../support/stored-voices.ts';
import { instant } from '../../../support/voices.ts';

const at = (seconds: number) => new Date(instant.getTime() + seconds * 1_000);
let stored: StoredVoices;
beforeAll(async () => {
  stored = await StoredVoices.start();
});
afterAll(() => stored.stop());

/** A store on a scope without accounts. */
async function fresh(scope: Scope = 'mainland') {
  await stored.remove(`ACCOUNT#${scope}`);
  return new DynamoAccountStore(stored.client, stored.tableName);
}
const lost = (write: Promise<unknown>) => expect(write).rejects.toThrow(LostRaceError);

describe('the first key of a scope', () => {
  it('creates the current account once for concurrent keys, and records both keys', async () => {
    const store = await fresh();
    expect(await store.read('mainland')).toBeNull();
    await Promise.all(['a', 'b', 'a'].map((keyId) => store.recordUse('mainland', keyId, at(0))));
    const known = await store.read('mainland');
    expect(Object.keys(known?.keys ?? {}).sort()).toEqual(['a', 'b']);
    expect(known?.first).toBe(known?.current);
    for (const [keyId, { account }] of Object.entries(known?.keys ?? {})) expect(account).toBe(keyId);
  });

  it('keeps the time of its first use', async () => {
    const store = await fresh();
    await store.recordUse('mainland', 'a', at(1));
    const known = await store.recordUse('mainland', 'a', at(9));
    expect(known.keys.a?.firstUsedAt).toEqual(at(1));
  });

  it('belongs to its scope, because scopes have separate accounts', async () => {
    const [store] = [await fresh(), await fresh('international')];
    await store.recordUse('mainland', 'a', at(0));
    await store.recordUse('international', 'b', at(0));
    await store.recordInForce('international', 'b', at(1));
    expect(await store.read('mainland')).toMatchObject({ current: 'a', inForce: null, keys: { a: {} } });
    expect(await store.read('international')).toMatchObject({ current: 'b', waitingSince: null });
    expect((await store.read('mainland'))?.keys).not.toHaveProperty('b');
  });

  it('is read once by ensureRecorded', async () => {
    const store = await fresh();
    await store.ensureRecorded('mainland', 'a', at(0));
    await stored.remove('ACCOUNT#mainland');
    await store.ensureRecorded('mainland', 'a', at(1));
    expect(await store.read('mainland')).toBeNull();
  });
});

describe('accounts that prove to be the same', () => {
  it('are joined once, and the same write can be repeated', async () => {
    const store = await fresh();
    for (const keyId of ['a', 'b', 'c']) await store.recordUse('mainland', keyId, at(0));
    await store.join('mainland', { account: 'b', into: 'a' });
    await store.join('mainland', { account: 'b', into: 'a' });
    await lost(store.join('mainland', { account: 'b', into: 'c' }));
    await lost(store.join('mainland', { account: 'c', into: 'b' }));
    expect((await store.read('mainland'))?.keys).toMatchObject({
      b: { account: 'a' },
      c: { account: 'c' },
    });
  });

  it('are not joined if the first is current, or if both would join each other', async () => {
    const store = await fresh();
    for (const keyId of ['a', 'b', 'c']) await store.recordUse('mainland', keyId, at(0));
    await lost(store.join('mainland', { account: 'a', into: 'b' }));
    await store.join('mainland', { account: 'b', into: 'c' });
    await lost(store.join('mainland', { account: 'c', into: 'b' }));
  });
});

describe('the key in force', () => {
  it('waits while its account is not current', async () => {
    const store = await fresh();
    await store.recordUse('mainland', 'a', at(0));
    expect(await store.recordInForce('mainland', 'b', at(1))).toMatchObject({ waitingSince: at(1) });
    expect(await store.recordInForce('mainland', 'b', at(2))).toMatchObject({
      inForce: { keyId: 'b', at: at(2) },
      waitingSince: at(1),
    });
    expect((await store.recordInForce('mainland', 'a', at(3))).waitingSince).toBeNull();
  });

  it('becomes current only in place of the account that was read as current', async () => {
    const store = await fresh();
    for (const keyId of ['a', 'b', 'c']) await store.recordUse('mainland', keyId, at(0));
    await store.makeCurrent('mainland', 'b', 'a');
    await store.makeCurrent('mainland', 'b', 'a');
    await lost(store.makeCurrent('mainland', 'c', 'a'));
    expect((await store.read('mainland'))?.current).toBe('b');
  });

  it('clears the times at which an operator left or forgot its account', async () => {
    const store = await fresh();
    await store.recordUse('mainland', 'a', at(0));
    const item = await stored.item('ACCOUNT#mainland');
    const marks = { leftAt: at(1).toISOString(), forgottenAt: at(1).toISOString() };
    await stored.putItem({ ...item, keys: { a: { ...Object(item?.keys).a, ...marks } } });
    expect((await store.read('mainland'))?.keys.a).toMatchObject({ leftAt: at(1), forgottenAt: at(1) });
    const known = await store.recordInForce('mainland', 'a', at(2));
    expect(known.keys.a).toMatchObject({ leftAt: null, forgottenAt: null });
  });
});

it('rejects an account item that does not parse', async () => {
  const store = await fresh();
  await stored.putItem({ voiceId: 'ACCOUNT#mainland', current: 'a' });
  await expect(store.read('mainland')).rejects.toThrow(UnreadableRecordError);
});
