import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnreadableRecordError } from '../../../../lambdas/shared/stores/items.ts';
import { DynamoPlaceCounter } from '../../../../lambdas/shared/stores/places.ts';
import type { ProviderList } from '../../../../lambdas/shared/voice/provider-list.ts';
import { startTable, type TestTable } from '../../../support/dynalite.ts';
import { instant } from '../../../support/voices.ts';

const list: ProviderList = { family: 'cosyvoice', scope: 'mainland' };

let table: TestTable | undefined;
let places: DynamoPlaceCounter;
beforeAll(async () => {
  table = await startTable();
  places = new DynamoPlaceCounter(table.client, table.table);
});
afterAll(() => table?.stop());

const put = (item: Readonly<Record<string, unknown>>) =>
  table?.client.send(
    new PutItemCommand({
      TableName: table.table,
      Item: marshall({ voiceId: 'BUDGET#cosyvoice#mainland', ...item }),
    }),
  );
beforeEach(() => put({}));

const found = (used: number, inFlight = 0, limit = 10) => ({ used, inFlight, limit, countedAt: instant });

async function scanned(...count: Parameters<typeof found>): Promise<void> {
  const scanId = crypto.randomUUID();
  await places.startScan(list, scanId);
  await places.endScan(list, scanId, found(...count));
}

async function takes(times: number, of: ProviderList = list): Promise<number> {
  const outcomes = await Promise.all(Array.from({ length: times }, () => places.take(of)));
  return outcomes.filter((taken) => taken).length;
}

describe('the places of a list', () => {
  it('are unlimited before the first count', async () => {
    expect(await takes(20)).toBe(20);
    expect(await places.read(list)).toEqual({ used: null, limit: null, taken: 20, countedAt: null });
  });

  it('are given only to as many of 20 concurrent requests as are free, per list', async () => {
    await scanned(3, 2);
    expect(await takes(20)).toBe(5);
    expect(await places.read(list)).toEqual({ used: 3, limit: 10, taken: 10, countedAt: instant });
    expect(await takes(1, { ...list, scope: 'international' })).toBe(1);
    expect(await takes(1, { ...list, family: 'qwen' })).toBe(1);
  });

  it('are given all or none to a request for several', async () => {
    await scanned(3, 1);
    expect(await places.take(list, 7)).toBe(false);
    expect(await places.read(list)).toMatchObject({ taken: 4 });
    expect(await places.take(list, 6)).toBe(true);
    expect(await places.take(list, 2)).toBe(false);
    await scanned(10);
    expect(await places.take(list, 2)).toBe(false);
  });

  it('are given to as many of 10 concurrent requests for three as there are whole threes', async () => {
    await scanned(0);
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => places.take(list, 3)));
    expect(outcomes.filter((taken) => taken)).toHaveLength(3);
    expect(await places.read(list)).toMatchObject({ taken: 9 });
  });

  it('are unlimited for a request for several before the first count', async () => {
    expect(await places.take(list, 30)).toBe(true);
    expect(await places.read(list)).toMatchObject({ taken: 30 });
  });

  it.each([
    { used: 10, inFlight: 0 },
    { used: 11, inFlight: 0 },
    { used: 9, inFlight: 1 },
    { used: 7, inFlight: 4 },
  ])('are all taken with $used listed and $inFlight in flight of 10', async ({ used, inFlight }) => {
    await scanned(used, inFlight);
    expect(await places.take(list)).toBe(false);
  });

  it('are released by a scan, except those that were taken during it', async () => {
    await scanned(10);
    await places.startScan(list, 'next');
    expect(await takes(1)).toBe(0);
    await places.endScan(list, 'next', found(4));
    expect(await takes(3)).toBe(3);
    await places.startScan(list, 'last');
    expect(await takes(2)).toBe(2);
    await places.endScan(list, 'last', found(4, 1));
    expect(await places.read(list)).toMatchObject({ used: 4, taken: 7 });
  });

  it('stay taken during a scan whose writes are repeated', async () => {
    await places.startScan(list, 'one');
    await takes(2);
    await places.startScan(list, 'one');
    await places.endScan(list, 'one', found(4));
    await takes(1);
    await places.endScan(list, 'one', found(4));
    expect(await places.read(list)).toMatchObject({ taken: 7 });
  });

  it('are not changed by a scan after a later scan has started', async () => {
    await scanned(5);
    await places.startScan(list, 'one');
    await takes(1);
    await places.startScan(list, 'two');
    await places.endScan(list, 'one', found(0));
    expect(await places.read(list)).toMatchObject({ used: 5, taken: 6 });
    await places.endScan(list, 'two', found(2, 1));
    expect(await places.read(list)).toMatchObject({ used: 2, taken: 3 });
  });

  it('are rejected if the item does not parse', async () => {
    await put({ taken: 'many' });
    await expect(places.read(list)).rejects.toThrow(UnreadableRecordError);
  });

  it('cannot be taken from a table that does not exist', async () => {
    if (!table) throw new Error('no table');
    const elsewhere = new DynamoPlaceCounter(table.client, 'no-such-table');
    await expect(elsewhere.take(list)).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  });
});
