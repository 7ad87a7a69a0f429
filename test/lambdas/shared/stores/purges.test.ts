import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LostRaceError } from '../../../../lambdas/shared/stores/items.ts';
import { DynamoPurgeClaims, mayBePurged, type PurgeScope } from '../../../../lambdas/shared/stores/purges.ts';
import { StoredVoices } from '../../../support/stored-voices.ts';
import { instant } from '../../../support/voices.ts';

let stored: StoredVoices;
let claims: DynamoPurgeClaims;
beforeAll(async () => {
  stored = await StoredVoices.start();
  claims = new DynamoPurgeClaims(stored.client, stored.tableName);
});
afterAll(() => stored.stop());

const at = (seconds: number) => new Date(instant.getTime() + seconds * 1_000);
const claim = { id: 'this', until: at(900).toISOString() };
const deleted = (purgeAt: number) => ({
  status: 'DELETED',
  statusBeforeDelete: 'OK',
  deletedAt: at(-9).toISOString(),
  purgeAt: at(purgeAt).toISOString(),
});
const rejected = (purgeAt: number) => ({
  status: 'UNDEPLOYED',
  reason: { code: 'review_rejected' },
  purgeAt: at(purgeAt).toISOString(),
});
const expired = (purgeAt: number) => ({ status: 'EXPIRED', purgeAt: at(purgeAt).toISOString() });
const held = { holds: new Set(['narrator/move-a']) };
const claimed = (id: string, until: number) => ({ purgeClaim: { id, until: at(until).toISOString() } });

async function read(parts: Readonly<Record<string, unknown>>) {
  const record = await stored.read(await stored.put(parts));
  if (!record) throw new Error('no record');
  return record;
}

/** Returns true if the claim was written. */
async function take(parts: Readonly<Record<string, unknown>>, scope: PurgeScope): Promise<boolean> {
  const record = await read(parts);
  try {
    await claims.claim(record, claim, scope, instant);
  } catch (error) {
    expect(error).toBeInstanceOf(LostRaceError);
    return false;
  }
  expect((await stored.read(record.voiceId))?.purgeClaim).toEqual(claim);
  return true;
}

describe('a claim for a purge', () => {
  it.each<[string, Readonly<Record<string, unknown>>, due: boolean, named: boolean]>([
    ['a deleted voice that is due', deleted(0), true, true],
    ['a deleted voice before its time', deleted(0.001), false, true],
    ['a rejected voice that is due', rejected(0), true, true],
    ['a rejected voice before its time', rejected(1), false, false],
    ['an expired voice that is due', expired(0), true, true],
    ['an expired voice before its time', expired(1), false, true],
    ['a live voice', {}, false, false],
    ['a purged voice', { status: 'PURGED' }, false, false],
    ['a deleted voice that an alias holds', { ...deleted(0), ...held }, false, false],
    ['a rejected voice that an alias holds', { ...rejected(0), ...held }, false, false],
    ['an expired voice that an alias holds', { ...expired(0), ...held }, false, false],
    ['a voice with another valid claim', { ...deleted(0), ...claimed('other', 0.001) }, false, false],
    ['a voice with another expired claim', { ...deleted(0), ...claimed('other', 0) }, true, true],
    ['a voice with the same claim', { ...deleted(0), ...claimed('this', 60) }, true, true],
  ])('agrees with the rule on %s', async (_, parts, due, named) => {
    expect({ due: await take(parts, 'due'), named: await take(parts, 'named') }).toEqual({ due, named });
    const record = await read(parts);
    expect(mayBePurged(record, 'this', 'due', instant)).toBe(due);
    expect(mayBePurged(record, 'this', 'named', instant)).toBe(named);
  });

  it('is given to one of twenty concurrent purges', async () => {
    const record = await read(deleted(0));
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => claims.claim(record, { ...claim, id: `${n}` }, 'due', instant)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it.each([{ run: 1 }, { sequence: 9 }])('fails on a record that has changed: %j', async (moved) => {
    const record = await read(deleted(0));
    await expect(claims.claim({ ...record, ...moved }, claim, 'due', instant)).rejects.toThrow(LostRaceError);
  });
});
