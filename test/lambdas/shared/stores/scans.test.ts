import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { LostRaceError, UnreadableRecordError } from '../../../../lambdas/shared/stores/items.ts';
import { type DeleteLease, DynamoScanStore, isUndisturbed } from '../../../../lambdas/shared/stores/scans.ts';
import type { ProviderList } from '../../../../lambdas/shared/voice/provider-list.ts';
import { startTable, type TestTable } from '../../../support/dynalite.ts';
import { instant } from '../../../support/voices.ts';

const list: ProviderList = { family: 'cosyvoice', scope: 'mainland' };
const at = (seconds: number) => new Date(instant.getTime() + seconds * 1_000);
const lease = (id: string, seconds: number): DeleteLease => ({ id, until: at(seconds) });

let table: TestTable;
let store: DynamoScanStore;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());

const put = (item: Readonly<Record<string, unknown>>) =>
  table.client.send(
    new PutItemCommand({
      TableName: table.table,
      Item: marshall({ voiceId: 'SCAN#cosyvoice#mainland', ...item }),
    }),
  );
beforeEach(async () => {
  store = new DynamoScanStore(table.client, table.table);
  await put({ epoch: 0 });
});

describe("a list's scan item", () => {
  it('has defaults before its first write', async () => {
    expect(await store.read({ family: 'qwen', scope: 'international' })).toEqual({
      epoch: 0,
      lease: null,
      lastCleanAt: null,
      keyId: null,
      doubtedSince: null,
    });
  });

  it('has the last clean scan and the lease', async () => {
    await put({
      epoch: 4,
      countedAt: at(0).toISOString(),
      lastCleanAt: at(-60).toISOString(),
    });
    await store.takeDeleteLease(list, lease('one', 30), instant);
    expect(await store.read(list)).toEqual({
      epoch: 5,
      lease: lease('one', 30),
      lastCleanAt: at(-60),
      keyId: null,
      doubtedSince: null,
    });
  });

  it('keeps the start of a doubt until the doubt ends', async () => {
    expect(await store.recordDoubt(list, false, at(0))).toBeNull();
    expect(await store.recordDoubt(list, true, at(1))).toEqual(at(1));
    expect(await store.recordDoubt(list, true, at(2))).toEqual(at(1));
    expect((await store.read(list)).doubtedSince).toEqual(at(1));
    expect(await store.recordDoubt(list, false, at(3))).toBeNull();
    expect((await store.read(list)).doubtedSince).toBeNull();
  });

  it('keeps the key of the latest scan and the time of the last clean one', async () => {
    const scan = (keyId: string, seconds: number, clean: boolean) =>
      store.recordScan(list, { countedAt: at(seconds), clean, keyId });
    await scan('one', 10, true);
    await scan('two', 20, false);
    await scan('three', 5, true);
    expect(await store.read(list)).toMatchObject({
      keyId: 'two',
      lastCleanAt: at(10),
      lease: null,
    });
  });

  it('is rejected if it does not parse', async () => {
    await put({ epoch: 'many' });
    await expect(store.read(list)).rejects.toThrow(UnreadableRecordError);
  });

  it('is not written to a table that does not exist', async () => {
    const elsewhere = new DynamoScanStore(table.client, 'no-such-table');
    await expect(elsewhere.takeDeleteLease(list, lease('one', 30), instant)).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  });
});

describe('the delete lease', () => {
  it('is given to one of twenty concurrent processes, per list', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, n) => store.takeDeleteLease(list, lease(`lease-${n}`, 30), instant)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(LostRaceError);
    }
    expect((await store.read(list)).epoch).toBe(1);
    await store.takeDeleteLease({ ...list, family: 'qwen' }, lease('other', 30), instant);
    await store.takeDeleteLease({ ...list, scope: 'international' }, lease('other', 30), instant);
  });

  it('can be taken over only after it expires', async () => {
    await store.takeDeleteLease(list, lease('one', 30), instant);
    await expect(store.takeDeleteLease(list, lease('two', 90), at(29.999))).rejects.toThrow(LostRaceError);
    await store.takeDeleteLease(list, lease('two', 90), at(30));
    expect(await store.read(list)).toMatchObject({ epoch: 2, lease: lease('two', 90) });
  });

  it('can be taken again by its holder, for a lost response', async () => {
    await store.takeDeleteLease(list, lease('one', 30), instant);
    await store.takeDeleteLease(list, lease('one', 60), at(20));
    expect(await store.read(list)).toMatchObject({ lease: lease('one', 60) });
  });

  it('is free once its holder has released it', async () => {
    await store.takeDeleteLease(list, lease('one', 30), instant);
    await store.releaseDeleteLease(list, { id: 'two' });
    expect((await store.read(list)).lease).toEqual(lease('one', 30));
    await store.releaseDeleteLease(list, { id: 'one' });
    await store.releaseDeleteLease(list, { id: 'one' });
    expect(await store.read(list)).toMatchObject({ epoch: 1, lease: null });
    await store.takeDeleteLease(list, lease('two', 30), instant);
  });
});

describe('a scanned list', () => {
  const readBetween = async (deleting: () => Promise<void>) => {
    const before = await store.read(list);
    await deleting();
    return isUndisturbed(before, await store.read(list), at(10));
  };

  it('is undisturbed if no lease was taken meanwhile', async () => {
    expect(await readBetween(async () => {})).toBe(true);
  });

  it('is disturbed by a lease that was taken and released meanwhile', async () => {
    const takenAndReleased = readBetween(async () => {
      await store.takeDeleteLease(list, lease('one', 30), at(11));
      await store.releaseDeleteLease(list, { id: 'one' });
    });
    expect(await takenAndReleased).toBe(false);
  });

  it.each([
    ['disturbed by a lease that was valid at its start', 30, false],
    ['undisturbed by a lease that had expired', 10, true],
  ])('is %s', async (_, seconds, expected) => {
    await store.takeDeleteLease(list, lease('one', seconds), instant);
    expect(await readBetween(() => store.releaseDeleteLease(list, { id: 'one' }))).toBe(expected);
  });
});
