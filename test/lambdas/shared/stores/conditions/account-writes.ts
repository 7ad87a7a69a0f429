import { createHash } from 'node:crypto';
import { past, voiceId, write } from './stored-record.ts';
import { earlier, type Item, later, now, type WriteCase } from './write-case.ts';

const accountItem = (parts: Item = {}, keys: Item = {}) => ({
  voiceId: 'ACCOUNT#mainland',
  first: 'one',
  current: 'one',
  keys: { one: { account: 'one', firstUsedAt: past }, two: { account: 'two', firstUsedAt: past }, ...keys },
  ...parts,
});
const joined = { two: { account: 'one', firstUsedAt: past } };
const elsewhere = { two: { account: 'three', firstUsedAt: past } };
const accounts: readonly WriteCase[] = [
  write(
    'accounts.join',
    { 'the accounts that were read': accountItem(), 'accounts with this write': accountItem({}, joined) },
    {
      'an account that is no longer one': accountItem({}, { one: { account: 'three', firstUsedAt: past } }),
      'a key that has joined another account': accountItem({}, elsewhere),
      'a key of the current account': accountItem({ current: 'two' }),
    },
    ({ accounts: store }) => store.join('mainland', { account: 'two', into: 'one' }),
  ),
  write(
    'accounts.makeCurrent',
    {
      'the accounts that were read': accountItem(),
      'accounts with this write': accountItem({ current: 'two' }),
    },
    {
      'accounts with another current one': accountItem({ current: 'three' }),
      'a key that has joined another account': accountItem({}, joined),
    },
    ({ accounts: store }) => store.makeCurrent('mainland', 'two', 'one'),
  ),
  write(
    'accounts.recordUse of the first key',
    { 'a table without it': null },
    {},
    ({ accounts: store }) => store.recordUse('mainland', 'three', now),
    { 'accounts that another process has written': accountItem() },
  ),
  write(
    'accounts.recordUse of another key',
    { 'the accounts that were read': accountItem() },
    {},
    ({ accounts: store }) => store.recordUse('mainland', 'three', now),
    {
      'accounts with the key': accountItem({}, { three: { account: 'one', firstUsedAt: past } }),
      'a table without it': null,
    },
  ),
  write(
    'accounts.recordInForce',
    { 'the accounts that were read': accountItem() },
    {},
    ({ accounts: store }) => store.recordInForce('mainland', 'one', now),
    {
      'accounts with another current one': accountItem({ current: 'two' }),
      'a key that has joined another account': accountItem(
        {},
        { one: { account: 'two', firstUsedAt: past } },
      ),
    },
  ),
];

const idempotencyKey = { kind: 'voice', owner: 'ann', key: 'key' } as const;
const hash = createHash('sha256')
  .update(JSON.stringify(['ann', 'key']))
  .digest('hex');
const entry = (expiresAt: Date) => ({
  voiceId: `IDEM#${hash}`,
  pointsAt: 'other',
  fingerprint: 'other',
  expiresAtEpochSeconds: expiresAt.getTime() / 1_000,
});
const idempotencyKeys: readonly WriteCase[] = [
  write(
    'idempotencyKeys.record',
    { 'a table without it': null, 'an entry that has expired': entry(earlier) },
    { 'an entry of another request': entry(later) },
    ({ idempotencyKeys: store }) =>
      store.record(idempotencyKey, { resourceId: voiceId, fingerprint: 'own', expiresAt: later }, now),
  ),
];

/** Writes of the accounts of a scope and of idempotency keys. */
export const accountWrites: readonly WriteCase[] = [...accounts, ...idempotencyKeys];
