import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyItems } from '../../../cli/keys/key-items.ts';
import { makeKey } from '../../../cli/keys/make-key.ts';
import { startTable, type TestTable } from '../../support/dynalite.ts';

const made = (owner: string, day: number) =>
  makeKey({ owner, scopes: ['read'] }, new Date(Date.UTC(2026, 10, day)));

let table: TestTable;
let keys: KeyItems;
beforeAll(async () => {
  table = await startTable();
  keys = new KeyItems({ output: () => table.table, place: () => table.place });
});
afterAll(() => table.stop());

const put = (item: Readonly<Record<string, unknown>>) =>
  table.client.send(new PutItemCommand({ TableName: table.table, Item: marshall(item) }));

describe('the keys of a deployment', () => {
  it('are items of their own: none is lost when several are stored and removed at once', async () => {
    const many = Array.from({ length: 20 }, (_, i) => made(`owner-${i}`, 1 + i).item);
    await Promise.all(many.map((item) => keys.put(item)));
    const listed = await keys.list();
    expect(listed).toEqual(many.map(({ voiceId: _, status: __, ...shown }) => shown));

    const [kept, ...removed] = many;
    await Promise.all(removed.map(({ voiceId }) => keys.remove(voiceId)));
    expect((await keys.list()).map(({ keyId }) => keyId)).toEqual([kept?.keyId]);
    await keys.remove(kept?.voiceId ?? '');
  });

  it('are stored once: a second try changes nothing, and a removal can be repeated', async () => {
    const { item } = made('ann', 1);
    await keys.put(item);
    await keys.put({ ...item, owner: 'mallory' });
    const { Item = {} } = await table.client.send(
      new GetItemCommand({ TableName: table.table, Key: marshall({ voiceId: item.voiceId }) }),
    );
    expect(unmarshall(Item)).toEqual(item);
    expect(await keys.find(item.keyId)).toEqual([item.voiceId]);
    await keys.remove(item.voiceId);
    await keys.remove(item.voiceId);
    expect(await keys.find(item.keyId)).toEqual([]);
  });

  it('are refused by id where an item does not parse, which can then be removed by that id', async () => {
    const { key, item } = made('bob', 1);
    const odd = [
      { ...item, owner: 1 },
      // Written by hand: the key in place of its hash.
      { ...item, voiceId: `KEY#${key}` },
    ];
    for (const each of odd) {
      await put(each);
      const id = `key-${each.voiceId.slice(4, 16)}`;
      const refusal = await keys.list().catch((error: unknown) => error);
      expect(refusal).toMatchObject({ name: 'UnreadableKeyError', message: expect.stringContaining(id) });
      expect(String(refusal)).not.toContain(key.slice(0, 20));
      for (const voiceId of await keys.find(id)) await keys.remove(voiceId);
      expect(await keys.list()).toEqual([]);
    }
  });
});
