import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SwitchItem } from '../../../../cli/admin/switch-item.ts';
import { KeyItems } from '../../../../cli/keys/key-items.ts';
import { makeKey } from '../../../../cli/keys/make-key.ts';
import { indexes, statuses } from '../../../../lambdas/shared/contract.ts';
import { DynamoAccountStore } from '../../../../lambdas/shared/stores/dynamo-account-store.ts';
import { DynamoDueVoices } from '../../../../lambdas/shared/stores/dynamo-due-voices.ts';
import { DynamoIdempotencyStore } from '../../../../lambdas/shared/stores/dynamo-idempotency-store.ts';
import { DynamoOrphanStore } from '../../../../lambdas/shared/stores/dynamo-orphan-store.ts';
import { DynamoPlaceCounter } from '../../../../lambdas/shared/stores/dynamo-place-counter.ts';
import { DynamoScanStore } from '../../../../lambdas/shared/stores/dynamo-scan-store.ts';
import { DynamoVoiceIndex } from '../../../../lambdas/shared/stores/dynamo-voice-index.ts';
import { DynamoVoiceSweep } from '../../../../lambdas/shared/stores/dynamo-voice-sweep.ts';
import { StoredVoices } from '../../../support/stored-voices.ts';
import { instant, voiceAt } from '../../../support/voices.ts';

const list = { family: 'cosyvoice', scope: 'mainland' } as const;
const later = new Date(instant.getTime() + 60_000);

let stored: StoredVoices;
const voiceIds: string[] = [];

/** One voice in each status, and one item of every other kind, written by the code that writes it in production. */
beforeAll(async () => {
  stored = await StoredVoices.start();
  const { client, tableName } = stored;
  for (const status of statuses) {
    const { voiceId: _, ...record } = voiceAt(status, { purgeAt: instant.toISOString() });
    voiceIds.push(await stored.put({ providerVoiceId: undefined, ...record, announcing: status }));
  }
  const [voiceId = ''] = voiceIds;
  await stored.store.reserveToken('token', voiceId);
  await stored.store.pointFromProvider('voice-a', voiceId);
  const pointer = { voiceId, fingerprint: 'f', expiresAt: later };
  await new DynamoIdempotencyStore(client, tableName).point({ owner: 'ann', key: 'k' }, pointer, instant);
  const orphan = { ...list, providerVoiceId: 'voice-b', voiceId, attempt: '1' };
  await new DynamoOrphanStore(client, tableName).sight(orphan, instant);
  await new DynamoAccountStore(client, tableName).recordUse(list.scope, 'key-a', instant);
  const scans = new DynamoScanStore(client, tableName);
  await scans.recordScan(list, { countedAt: instant, clean: true, keyId: 'key-a' });
  await new DynamoPlaceCounter(client, tableName).take(list);
  const deployment = { output: () => tableName, place: () => stored.place };
  await new SwitchItem({ name: 'test', outputs: {}, ...deployment }).turn('creates', true);
  await new KeyItems(deployment).put(makeKey({ owner: 'ann', scopes: ['read'] }, instant).item);
});
afterAll(() => stored.stop());

async function all<Found>(found: AsyncIterable<Found>): Promise<Found[]> {
  const items: Found[] = [];
  for await (const each of found) items.push(each);
  return items;
}

async function items(): Promise<Record<string, unknown>[]> {
  const pages = await all(paginateScan({ client: stored.client }, { TableName: stored.tableName }));
  return pages.flatMap(({ Items = [] }) => Items.map((each) => unmarshall(each)));
}

function sources(folder: string): { readonly file: string; readonly text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
}

describe('items that are not voices', () => {
  it('are all in this table: every kind that the functions name', async () => {
    const kinds = (await items()).flatMap(({ voiceId }) => /^[A-Z]+(?=#)/.exec(String(voiceId)) ?? []);
    const named = sources('lambdas').flatMap(({ text }) =>
      [...text.matchAll(/['"`]([A-Z]+)#/g)].map(([, kind = '']) => kind),
    );
    expect([...new Set(kinds)].sort()).toEqual([...new Set(named)].sort());
  });

  it('stand in no partition of an index that holds voices', async () => {
    for (const item of await items()) {
      if (voiceIds.includes(String(item.voiceId))) continue;
      for (const { partitionKey } of Object.values(indexes)) {
        if (item[partitionKey] !== undefined) expect(item[partitionKey]).toMatch(/^[A-Z]+#/);
      }
    }
    for (const status of statuses) expect(status).not.toContain('#');
  });

  it('are returned by no query for voices', async () => {
    const { client, tableName } = stored;
    const index = new DynamoVoiceIndex(client, tableName);
    const sweep = new DynamoVoiceSweep(client, tableName);
    const page = (filter: object) => index.page({ ...filter }, 100, null, instant);
    const byMonth = (await page({})).records.map(({ voiceId }) => voiceId);
    expect(byMonth.toSorted()).toEqual(voiceIds.toSorted());
    const never = () => false;
    const batch = await new DynamoDueVoices(client, tableName).due(later, 100, never, never, null);
    const due = batch.voices.map((voice) => voice.voiceId);
    expect(due.length).toBeGreaterThan(0);
    expect(voiceIds).toEqual(expect.arrayContaining([...due]));
    for (const [i, status] of statuses.entries()) {
      const one = [voiceIds[i]];
      expect((await page({ status })).records.map(({ voiceId }) => voiceId)).toEqual(one);
      expect((await all(sweep.ofList(status, list))).map(({ voiceId }) => voiceId)).toEqual(one);
      expect((await all(sweep.unchangedSince(status, later))).map(({ voiceId }) => voiceId)).toEqual(one);
      expect(await all(sweep.unannouncedSince(status, later))).toEqual(one);
    }
  });

  it('have been held against every query that the functions make', () => {
    const querying = sources('lambdas').filter(({ text }) =>
      /QueryCommand\(|paginateQuery\(|ScanCommand|paginateScan|ExecuteStatement/.test(text),
    );
    expect(querying.map(({ file }) => file).sort()).toEqual([
      'shared/stores/dynamo-due-voices.ts',
      'shared/stores/dynamo-voice-index.ts',
      'shared/stores/dynamo-voice-sweep.ts',
    ]);
  });
});
