import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  DynamoIdempotencyStore,
  type IdempotencyEntry,
  type RequestKey,
} from '../../../../lambdas/shared/stores/idempotency-keys.ts';
import { UnreadableRecordError } from '../../../../lambdas/shared/stores/items.ts';
import { newVoiceId } from '../../../../lambdas/shared/voice/ids.ts';
import { startTable, type TestTable } from '../../../support/dynalite.ts';
import { instant } from '../../../support/voices.ts';

let table: TestTable;
let store: DynamoIdempotencyStore;
beforeAll(async () => {
  table = await startTable();
  store = new DynamoIdempotencyStore(table.client, table.table);
});
afterAll(() => table.stop());

let key: RequestKey;
beforeEach(() => {
  key = { kind: 'voice', owner: 'ann', key: newVoiceId(instant) };
});

const at = (seconds: number) => new Date(instant.getTime() + seconds * 1_000);
const entry = (parts: Partial<IdempotencyEntry> = {}): IdempotencyEntry => ({
  resourceId: newVoiceId(instant),
  fingerprint: 'f'.repeat(64),
  expiresAt: at(60),
  ...parts,
});

describe('an idempotency entry', () => {
  it('is kept once it was recorded, for its owner, key and kind of request only', async () => {
    const first = entry();
    expect(await store.read(key, instant)).toBeNull();
    expect(await store.record(key, first, instant)).toEqual(first);
    expect(await store.read(key, instant)).toEqual(first);
    expect(await store.record(key, entry({ fingerprint: 'e'.repeat(64) }), instant)).toEqual(first);
    expect(await store.read({ ...key, kind: 'audition' }, instant)).toBeNull();
    expect(await store.read({ ...key, owner: 'bob' }, instant)).toBeNull();
    expect(await store.read({ ...key, key: `${key.key}2` }, instant)).toBeNull();
  });

  it('is recorded once by fifty concurrent requests', async () => {
    const recorded = await Promise.all(Array.from({ length: 50 }, () => store.record(key, entry(), instant)));
    expect(new Set(recorded.map(({ resourceId }) => resourceId)).size).toBe(1);
  });

  it('is ignored once it has expired, even if DynamoDB has not deleted it', async () => {
    const first = entry();
    const second = entry({ expiresAt: at(120) });
    await store.record(key, first, instant);
    expect(await store.read(key, at(59.999))).toEqual(first);
    expect(await store.record(key, second, at(59.999))).toEqual(first);
    expect(await store.read(key, at(60))).toBeNull();
    expect(await store.record(key, second, at(60))).toEqual(second);
  });

  it("contains neither the key nor the owner, and expires by the table's time to live", async () => {
    await store.record(key, entry({ resourceId: 'the-voice' }), instant);
    const { Items } = await table.client.send(new ScanCommand({ TableName: table.table }));
    const item = Items?.map((each) => unmarshall(each)).find(({ pointsAt }) => pointsAt === 'the-voice');
    expect(item).toEqual({
      voiceId: expect.stringMatching(/^IDEM#[0-9a-f]{64}$/),
      pointsAt: 'the-voice',
      fingerprint: 'f'.repeat(64),
      expiresAtEpochSeconds: at(60).getTime() / 1_000,
    });
  });

  it('is rejected if it does not parse', async () => {
    await store.record(key, entry({ resourceId: 'to-be-broken' }), instant);
    const { Items } = await table.client.send(new ScanCommand({ TableName: table.table }));
    const broken = Items?.map((each) => unmarshall(each)).find(({ pointsAt }) => pointsAt === 'to-be-broken');
    const Item = marshall({ ...broken, expiresAtEpochSeconds: 'soon' });
    await table.client.send(new PutItemCommand({ TableName: table.table, Item }));
    await expect(store.read(key, instant)).rejects.toThrow(UnreadableRecordError);
  });

  it('is not recorded in a table that does not exist', async () => {
    const elsewhere = new DynamoIdempotencyStore(table.client, 'no-such-table');
    await expect(elsewhere.record(key, entry(), instant)).rejects.toThrow(
      expect.objectContaining({ name: 'ResourceNotFoundException' }),
    );
  });
});
