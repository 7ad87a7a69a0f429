import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyItems } from '../../../cli/keys/key-items.ts';
import { makeKey } from '../../../cli/keys/make-key.ts';
import { startTable, type TestTable } from '../../support/dynalite.ts';

const createKey = (owner: string, day: number) =>
  makeKey({ owner, scopes: ['read'] }, new Date(Date.UTC(2026, 10, day)));

let table: TestTable;
let keys: KeyItems;
beforeAll(async () => {
  table = await startTable();
  keys = new KeyItems({ output: () => table.table, clientConfig: () => table.place });
});
afterAll(() => table.stop());

const put = (item: Readonly<Record<string, unknown>>) =>
  table.client.send(new PutItemCommand({ TableName: table.table, Item: marshall(item) }));

describe('KeyItems', () => {
  it('loses no key when several are stored and deleted at once', async () => {
    const many = Array.from({ length: 20 }, (_, i) => createKey(`owner-${i}`, 1 + i).item);
    await Promise.all(many.map((item) => keys.put(item)));
    const listed = await keys.list();
    expect(listed).toEqual(many.map(({ voiceId: _, status: __, ...shown }) => shown));

    const [kept, ...deleted] = many;
    await Promise.all(deleted.map(({ voiceId }) => keys.delete(voiceId)));
    expect((await keys.list()).map(({ keyId }) => keyId)).toEqual([kept?.keyId]);
    await keys.delete(kept?.voiceId ?? '');
  });

  it('stores a key once, and deletes it repeatedly without an error', async () => {
    const { item } = createKey('ann', 1);
    await keys.put(item);
    await keys.put({ ...item, owner: 'mallory' });
    const { Item = {} } = await table.client.send(
      new GetItemCommand({ TableName: table.table, Key: marshall({ voiceId: item.voiceId }) }),
    );
    expect(unmarshall(Item)).toEqual(item);
    expect(await keys.find(item.keyId)).toEqual([item.voiceId]);
    await keys.delete(item.voiceId);
    await keys.delete(item.voiceId);
    expect(await keys.find(item.keyId)).toEqual([]);
  });

  it('names the id of an invalid item, which can be deleted by that id', async () => {
    const { key, item } = createKey('bob', 1);
    const invalid = [
      { ...item, owner: 1 },
      // An item written by hand, with the key in place of its hash.
      { ...item, voiceId: `KEY#${key}` },
    ];
    for (const each of invalid) {
      await put(each);
      const id = `key-${each.voiceId.slice(4, 16)}`;
      const error = await keys.list().catch((reason: unknown) => reason);
      expect(error).toMatchObject({ name: 'UnreadableKeyError', message: expect.stringContaining(id) });
      expect(String(error)).not.toContain(key.slice(0, 20));
      for (const voiceId of await keys.find(id)) await keys.delete(voiceId);
      expect(await keys.list()).toEqual([]);
    }
  });
});
