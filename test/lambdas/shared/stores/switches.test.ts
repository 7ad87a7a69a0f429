import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { UnreadableRecordError } from '../../../../lambdas/shared/stores/items.ts';
import { DynamoSwitches } from '../../../../lambdas/shared/stores/switches.ts';
import { startTable, type TestTable } from '../../../support/dynalite.ts';

let table: TestTable;
beforeAll(async () => {
  table = await startTable();
});
afterAll(() => table.stop());
beforeEach(async () => {
  const Key = marshall({ voiceId: 'SWITCHES' });
  await table.client.send(new DeleteItemCommand({ TableName: table.table, Key }));
});

const read = () => new DynamoSwitches(table.client, table.table).read();
const put = (item: Readonly<Record<string, unknown>>) =>
  table.client.send(
    new PutItemCommand({ TableName: table.table, Item: marshall({ voiceId: 'SWITCHES', ...item }) }),
  );

describe('the switches', () => {
  it('are all on before the first write', async () => {
    expect(await read()).toEqual({ creates: true, deletes: true });
  });

  it.each([
    [{ creates: false }, { creates: false, deletes: true }],
    [{ deletes: false }, { creates: true, deletes: false }],
    [
      { creates: false, deletes: false },
      { creates: false, deletes: false },
    ],
  ])('stored as %j are read as %j', async (stored, expected) => {
    await put(stored);
    expect(await read()).toEqual(expected);
  });

  it('are rejected if they do not parse', async () => {
    await put({ creates: 'off' });
    await expect(read()).rejects.toThrow(UnreadableRecordError);
  });
});
