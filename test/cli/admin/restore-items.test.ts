import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { RestoreItems, type RestoreOptions } from '../../../cli/admin/restore-items.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant } from '../../support/voices.ts';

let copy: StoredVoices;
let present: StoredVoices;
beforeEach(async () => {
  copy = await StoredVoices.start();
  present = await StoredVoices.start();
});
afterEach(async () => {
  await copy.stop();
  await present.stop();
});

const restore = (options: Partial<RestoreOptions> = {}) => {
  const access = ({ client, tableName }: StoredVoices) => ({ client, table: tableName });
  return new RestoreItems(access(copy), access(present)).run({
    withKeys: false,
    dryRun: false,
    now: instant,
    ...options,
  });
};
const seconds = instant.getTime() / 1_000;

it('restores the missing items, and leaves out keys, expired items and current work', async () => {
  const kept = await copy.put({});
  const [changed, creating, requested] = [
    await copy.put({ status: 'DEPLOYING' }),
    await copy.put({ status: 'CREATING' }),
    await copy.put({ status: 'REQUESTED' }),
  ];
  await present.put({ voiceId: changed, status: 'OK' });
  await present.put({ voiceId: requested, status: 'OK' });
  const key = `KEY#${'a'.repeat(64)}`;
  const current = ['SWITCHES', 'BUDGET#a', 'SCAN#a', 'SWEEP#a', 'WAIT#a'];
  for (const voiceId of [key, 'ALIAS#reader', ...current]) await copy.putItem({ voiceId, owner: 'ann' });
  const keptKey = `KEY#${'b'.repeat(64)}`;
  for (const table of [copy, present]) await table.putItem({ voiceId: keptKey, owner: 'ben' });
  await copy.putItem({ voiceId: 'IDEM#old', expiresAtEpochSeconds: seconds });
  await copy.putItem({ voiceId: 'IDEM#new', expiresAtEpochSeconds: seconds + 1 });

  const counts = { restored: 3, present: 3, beingCreated: 1, apiKeys: 1 };
  expect(await restore({ dryRun: true })).toEqual(counts);
  expect(await present.item(kept)).toBeNull();
  expect(await restore()).toEqual(counts);
  expect(await restore()).toEqual({ ...counts, restored: 0, beingCreated: 0, present: 7 });

  for (const id of [kept, 'ALIAS#reader', 'IDEM#new'])
    expect(await present.item(id)).toEqual(await copy.item(id));
  for (const id of [changed, requested]) expect(await present.item(id)).toMatchObject({ status: 'OK' });
  const failed = { status: 'FAILED', announcing: 'FAILED', updatedAt: instant.toISOString() };
  expect(await present.item(creating)).toEqual({
    ...(await copy.item(creating)),
    ...failed,
    reason: { code: 'create_outcome_unknown', message: expect.any(String) },
  });
  for (const id of [key, 'IDEM#old', ...current]) expect(await present.item(id)).toBeNull();

  expect(await restore({ withKeys: true })).toEqual({
    restored: 1,
    present: 7,
    beingCreated: 0,
    apiKeys: 0,
  });
  expect(await present.item(key)).toMatchObject({ owner: 'ann' });
});

it('restores a table of several pages', async () => {
  const text = 'x'.repeat(90_000);
  for (let n = 0; n < 30; n += 1) await copy.putItem({ voiceId: `IDEM#large-${n}`, text });
  expect(await restore()).toMatchObject({ restored: 30 });
  expect(await present.item('IDEM#large-29')).toMatchObject({ text });
});

it('names a copy that does not exist', async () => {
  const access = { client: present.client, table: present.tableName };
  const missing = new RestoreItems({ client: copy.client, table: 'voices-missing' }, access);
  await expect(missing.run({ withKeys: false, dryRun: true, now: instant })).rejects.toMatchObject({
    name: 'AwsCallError',
    kind: 'refused',
    message: expect.stringContaining('voices-missing'),
  });
});
