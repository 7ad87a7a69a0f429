import { afterAll, beforeEach, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { makeHandler } from '../../../lambdas/list-voices/handler.ts';
import { DynamoChangeIndex } from '../../../lambdas/shared/stores/changes.ts';
import { DynamoVoiceIndex } from '../../../lambdas/shared/stores/voice-lists.ts';
import { newVoiceId } from '../../../lambdas/shared/voice/ids.ts';
import { monthOf } from '../../../lambdas/shared/voice/record.ts';
import { inheritedNames } from '../../support/awkward-text.ts';
import { proxyEvent } from '../../support/http-events.ts';
import { StoredVoices } from '../../support/stored-voices.ts';
import { instant } from '../../support/voices.ts';

const answer = z.object({
  voices: z.array(z.object({ voiceId: z.string(), status: z.string(), voicePrompt: z.string().nullable() })),
  cursor: z.string().nullable(),
});

let stored: StoredVoices | undefined;
let voices: StoredVoices;
let queries = 0;
beforeEach(async () => {
  await stored?.stop();
  stored = voices = await StoredVoices.start();
  queries = 0;
});
afterAll(() => stored?.stop());

async function get(query: Readonly<Record<string, string | readonly string[]>> = {}, key = 'key-a') {
  const index = new DynamoVoiceIndex(voices.client, voices.tableName);
  const handler = makeHandler(() => ({
    index: {
      page: (...parts) => {
        queries += 1;
        return index.page(...parts);
      },
    },
    changes: new DynamoChangeIndex(voices.client, voices.tableName),
    voices: voices.store,
    cursorKey: async () => key,
    now: () => instant,
  }));
  const values = Object.entries(query).map(([name, value]) => [name, [value].flat()] as const);
  const response = await handler(proxyEvent({ path: '/voices', query: Object.fromEntries(values) }));
  return { status: response.statusCode, body: JSON.parse(response.body) };
}

async function page(query: Readonly<Record<string, string>> = {}) {
  const { status, body } = await get(query);
  expect(status).toBe(200);
  const { voices: listed, cursor } = answer.parse(body);
  return { ids: listed.map(({ voiceId }) => voiceId), cursor };
}

async function walk(query: Readonly<Record<string, string>> = {}): Promise<string[]> {
  const ids: string[] = [];
  for (let cursor: string | null = ''; cursor !== null; ) {
    const next = await page({ ...query, ...(cursor && { cursor }) });
    ids.push(...next.ids);
    cursor = next.cursor;
  }
  return ids;
}

const hour = 3_600_000;

/** Stores a voice that was created the given number of hours ago. */
async function createdBefore(hours: number, parts: Readonly<Record<string, unknown>> = {}): Promise<string> {
  const createdAt = new Date(instant.getTime() - hours * hour);
  return voices.put({
    voiceId: newVoiceId(createdAt),
    createdAt: createdAt.toISOString(),
    createdMonth: monthOf(createdAt),
    ...parts,
  });
}

describe('the list of voices', () => {
  it('is empty and has no cursor if there are no voices', async () => {
    expect(await page()).toEqual({ ids: [], cursor: null });
  });

  it('has the newest voice first, across months and pages, and each voice once', async () => {
    const created: string[] = [];
    for (let hours = 0; hours < 40; hours += 1) created.push(await createdBefore(hours * 24));
    expect(await walk({ limit: '7' })).toEqual(created);
    expect(await walk()).toEqual(created);
    expect((await page({ limit: '3' })).ids).toEqual(created.slice(0, 3));
  });

  it('continues at its cursor when voices are added', async () => {
    const created: string[] = [];
    for (let hours = 1; hours <= 6; hours += 1) created.push(await createdBefore(hours));
    const first = await page({ limit: '2' });
    await createdBefore(0);
    const second = await page({ limit: '4', cursor: first.cursor ?? '' });
    expect([...first.ids, ...second.ids]).toEqual(created);
  });

  it.each([
    ['family', { family: 'qwen' }],
    ['scope', { scope: 'international' }],
    ['status', { status: 'PURGED' }],
    ['targetModel', { targetModel: 'cosyvoice-v3.5-flash' }],
    ['createdBy', { createdBy: 'event:orders' }],
  ])('is filtered by %s', async (name, parts) => {
    const matching: string[] = [];
    for (let hours = 0; hours < 12; hours += 1) {
      if (hours % 5 === 1) matching.push(await createdBefore(hours, parts));
      else await createdBefore(hours);
    }
    const value = Object.values(parts).join('');
    expect(await walk({ [name]: value, limit: '1' })).toEqual(matching);
  });

  it.each(inheritedNames)('is filtered by the label %s', async (key) => {
    await createdBefore(0);
    await createdBefore(1, { labels: { other: 'x' } });
    const wanted = await createdBefore(2, { labels: { [key]: 'x' } });
    expect(await walk({ label: `${key}:x` })).toEqual([wanted]);
    expect(await walk({ label: `${key}:function` })).toEqual([]);
  });

  it('is filtered by a label whose value contains colons', async () => {
    await createdBefore(0, { labels: { team: 'b' } });
    const wanted = await createdBefore(1, { labels: { team: 'a:b' } });
    await createdBefore(2);
    expect(await walk({ label: 'team:a:b' })).toEqual([wanted]);
  });

  it('is filtered by a status and a family together', async () => {
    await createdBefore(0, { status: 'PURGED' });
    const wanted = await createdBefore(1, { status: 'PURGED', family: 'qwen' });
    await createdBefore(2, { family: 'qwen' });
    expect(await walk({ status: 'PURGED', family: 'qwen' })).toEqual([wanted]);
  });

  it('contains no other items of the table', async () => {
    await voices.providerVoices.reserveToken('bcdfghj', await createdBefore(0));
    expect(await walk()).toHaveLength(1);
  });

  it('reads at most five times the limit, and continues from there', async () => {
    for (let hours = 0; hours < 12; hours += 1) await createdBefore(hours);
    const wanted = await createdBefore(20, { family: 'qwen' });
    const first = await page({ family: 'qwen', limit: '2' });
    expect(first.ids).toEqual([]);
    expect(first.cursor).not.toBeNull();
    expect((await page({ family: 'qwen', limit: '2', cursor: first.cursor ?? '' })).ids).toEqual([wanted]);
  });
});

it.each(['a\ufffd:b', 'a:\u0000', 'a:\ud800'])(
  'a list is refused for a value with characters that no text can have: %j',
  async (label) => {
    const { status, body } = await get({ label });
    expect([status, body.errors]).toEqual([
      400,
      [expect.objectContaining({ parameter: 'label', code: 'invalid_text' })],
    ]);
  },
);

describe('a cursor', () => {
  it('is valid only for its filter and its key', async () => {
    await createdBefore(0);
    await createdBefore(1);
    const { cursor } = await page({ limit: '1', family: 'cosyvoice' });
    const query = { limit: '1', family: 'cosyvoice', cursor: cursor ?? '' };
    expect((await get(query)).status).toBe(200);
    const responses = [
      get({ ...query, family: 'qwen' }),
      get({ ...query, label: 'a:b' }),
      get(query, 'key-b'),
    ];
    for (const { status, body } of await Promise.all(responses)) {
      expect([status, body.code]).toEqual([400, 'invalid_cursor']);
    }
  });

  it.each(['', '.', 'abc', 'e30.e30', `${'x'.repeat(5_000)}.y`])(
    'is refused if it was not issued: %j',
    async (cursor) => {
      const before = queries;
      const { status, body } = await get({ cursor });
      expect([status, body.code]).toEqual([400, 'invalid_cursor']);
      expect(queries).toBe(before);
    },
  );
});

describe('a request for a list', () => {
  it.each([
    [{ colour: 'red' }, 'colour', 'unknown_field'],
    [{ family: 'Qwen' }, 'family', 'not_allowed'],
    [{ scope: '' }, 'scope', 'not_allowed'],
    [{ status: 'ok' }, 'status', 'not_allowed'],
    [{ status: ['OK', 'FAILED'] }, 'status', 'not_allowed'],
    [{ targetModel: '' }, 'targetModel', 'too_short'],
    [{ targetModel: 'm'.repeat(129) }, 'targetModel', 'too_long'],
    [{ label: 'team' }, 'label', 'invalid_text'],
    [{ label: ':a' }, 'label', 'invalid_text'],
    [{ label: 'team:\ufffd' }, 'label', 'invalid_text'],
    [{ targetModel: 'a\ufffd' }, 'targetModel', 'invalid_text'],
    [{ label: `${'k'.repeat(65)}:a` }, 'label', 'too_long'],
    [{ limit: '0' }, 'limit', 'out_of_range'],
    [{ limit: '101' }, 'limit', 'out_of_range'],
    [{ limit: '1.5' }, 'limit', 'invalid_type'],
    [{ limit: '-1' }, 'limit', 'invalid_type'],
    [{ changedSince: '2026-03-01' }, 'changedSince', 'invalid_type'],
    [{ changedSince: '2026-03-01T12:00:00+08:00' }, 'changedSince', 'invalid_type'],
    [{ changedSince: '2026-02-30T12:00:00Z' }, 'changedSince', 'invalid_type'],
    [{ changedSince: '2026-03-01T12:00:00Z', status: 'OK' }, 'status', 'not_allowed'],
  ])('gets 400 for the query %j: %s is %s', async (query, parameter, code) => {
    const { status, body } = await get(query);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.errors).toMatchObject([{ parameter, code }]);
    expect(queries).toBe(0);
  });
});
