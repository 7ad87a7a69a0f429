import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { AccountItem } from '../../../cli/admin/account-item.ts';
import { DynamoAccountStore } from '../../../lambdas/shared/stores/accounts.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant } from '../../support/voices.ts';

let stored: StoredVoices;
let item: AccountItem;
let store: DynamoAccountStore;
beforeAll(async () => {
  stored = await StoredVoices.start();
  item = new AccountItem(stored.client, stored.tableName, 'mainland');
});
afterAll(() => stored.stop());
beforeEach(async () => {
  await stored.remove('ACCOUNT#mainland');
  store = new DynamoAccountStore(stored.client, stored.tableName);
});

describe('voice admin account', () => {
  it('cannot be read before a key has been used', async () => {
    await expect(item.read()).rejects.toMatchObject({ name: 'AwsCallError', kind: 'refused' });
  });

  it('shows the ids of keys, their accounts, the key in use, and the number of voices', async () => {
    await store.recordUse('mainland', 'first', instant);
    await store.recordUse('mainland', 'rotated', new Date(instant.getTime() + 1));
    await store.join('mainland', { account: 'rotated', into: 'first' });
    await store.recordInForce('mainland', 'rotated', instant);
    await stored.put({ keyId: 'rotated' });
    await stored.put({ keyId: 'first', scope: 'international' });
    await stored.put({ keyId: 'first', status: 'PURGED' });
    expect(await item.read()).toMatchObject({
      scope: 'mainland',
      waitingSince: null,
      keys: [
        { keyId: 'first', account: 'first', isCurrent: true, isInForce: false, voices: 1 },
        { keyId: 'rotated', account: 'first', isCurrent: true, isInForce: true, voices: 1 },
      ],
    });
    const shown = JSON.stringify(await item.read());
    expect(shown).not.toMatch(/sk-/);
  });

  it('--accept makes the account of the key in use the current one, once', async () => {
    await store.recordUse('mainland', 'first', instant);
    await expect(item.accept(instant)).rejects.toMatchObject({ kind: 'refused' });
    await store.recordInForce('mainland', 'other', instant);
    await item.accept(instant);
    expect(await store.read('mainland')).toMatchObject({
      current: 'other',
      waitingSince: null,
      keys: { first: { leftAt: instant }, other: { leftAt: null } },
    });
    await expect(item.accept(instant)).rejects.toMatchObject({ kind: 'refused' });
  });

  it('--forget marks the account of a key, but rejects the key in use and an unknown key', async () => {
    await store.recordUse('mainland', 'first', instant);
    await store.recordInForce('mainland', 'other', instant);
    await expect(item.forget('other', instant)).rejects.toMatchObject({ kind: 'refused' });
    await expect(item.forget('unknown', instant)).rejects.toMatchObject({ kind: 'refused' });
    await item.forget('first', instant);
    expect((await store.read('mainland'))?.keys).toMatchObject({
      first: { forgottenAt: instant },
      other: { forgottenAt: null },
    });
  });
});
