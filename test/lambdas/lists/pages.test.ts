import { describe, expect, it } from '@jest/globals';
import fc from '../../support/fast-check.ts';
import { listKinds } from './list-kinds.ts';
import { almostSelected, type ListKind, ListTable, page, type Query, request, walk } from './list-table.ts';

/** Stores items at the places from 0. Returns their ids in the order of the list. */
async function stored(kind: ListKind, table: ListTable, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let place = 0; place < count; place += 1) ids.push(await kind.create(table, place));
  return ids;
}

describe.each(listKinds)('the list of $name', (kind) => {
  it('is empty and has no cursor if there are no items', async () => {
    expect(await page(kind, new ListTable())).toMatchObject({ ids: [], cursor: null });
  });

  it('has each item once, in its order, on pages of any size', async () => {
    const table = new ListTable();
    const ids = await stored(kind, table, 43);
    for (const limit of ['1', '7', '43', '100']) expect(await walk(kind, table, { limit })).toEqual(ids);
    expect(await walk(kind, table)).toEqual(ids);
    expect((await page(kind, table)).ids).toEqual(ids.slice(0, 20));
    expect((await page(kind, table, { limit: '3' })).ids).toEqual(ids.slice(0, 3));
  });

  it('contains no items of the other lists', async () => {
    const table = new ListTable();
    for (const each of listKinds) await each.create(table, 0);
    expect((await page(kind, table)).ids).toHaveLength(1);
  });

  it('continues at its cursor when items are added before it and after it', async () => {
    const table = new ListTable();
    const ids = await stored(kind, table, 6);
    const first = await page(kind, table, { limit: '2' });
    await kind.create(table, -1);
    const last = await kind.create(table, 6);
    const second = await page(kind, table, { limit: '5', cursor: first.cursor ?? '' });
    expect([...first.ids, ...second.ids]).toEqual([...ids, last]);
  });

  it('neither repeats nor skips an item that stays, while others are added and changed', async () => {
    const place = fc.integer({ min: -5, max: 15 });
    const kindOfStep = fc.constantFrom('create', 'toggle', 'read', 'read');
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(kindOfStep, place), { maxLength: 25 }), async (steps) => {
        const table = new ListTable();
        const ids = new Map<number, string>();
        const create = async (at: number) =>
          ids.has(at) || ids.set(at, await kind.create(table, at)) !== undefined;
        for (const at of [0, 3, 6, 9, 12]) await create(at);
        const changed = new Set<string>();
        const seen: string[] = [];
        let cursor: string | null | undefined;
        const readPage = async () => {
          if (cursor === null) return;
          const next = await page(kind, table, { limit: '2', ...(cursor && { cursor }) });
          seen.push(...next.ids);
          cursor = next.cursor;
        };
        const before = [...ids.values()];
        for (const [step, at] of steps) {
          const id = ids.get(at);
          if (step === 'create') await create(at);
          else if (step === 'read') await readPage();
          else if (id !== undefined) {
            changed.add(id);
            await kind.toggle(table, id, table.now);
          }
        }
        while (cursor !== null) await readPage();
        const inOrder = [...ids].sort(([a], [b]) => a - b).map(([, id]) => id);
        expect(seen).toEqual(inOrder.filter((id) => seen.includes(id)));
        expect(seen).toEqual(expect.arrayContaining(before.filter((id) => !changed.has(id))));
      }),
      { numRuns: 40 },
    );
  });

  it('reads one page of items for a page', async () => {
    const table = new ListTable();
    await stored(kind, table, 40);
    for (const limit of [3, 25]) {
      table.itemsRead = 0;
      const { ids, cursor } = await page(kind, table, { limit: String(limit) });
      expect([ids.length, table.itemsRead]).toEqual([limit, limit]);
      table.itemsRead = 0;
      await page(kind, table, { limit: String(limit), cursor: cursor ?? '' });
      expect(table.itemsRead).toBe(Math.min(limit, 40 - limit));
    }
  });

  it.each([
    [{ colour: 'red' }, 'colour', 'unknown_field'],
    [{ limit: '0' }, 'limit', 'out_of_range'],
    [{ limit: '101' }, 'limit', 'out_of_range'],
    [{ limit: '1.5' }, 'limit', 'invalid_type'],
    [{ limit: '-1' }, 'limit', 'invalid_type'],
    [{ limit: ['1', '2'] }, 'limit', 'not_allowed'],
    [{ changedSince: '2026-03-01' }, 'changedSince', 'invalid_type'],
    [{ changedSince: '2026-03-01T12:00:00+08:00' }, 'changedSince', 'invalid_type'],
    [{ changedSince: '2026-02-30T12:00:00Z' }, 'changedSince', 'invalid_type'],
  ])('refuses the query %j without a read', async (query, parameter, code) => {
    const table = new ListTable();
    await kind.create(table, 0);
    table.itemsRead = 0;
    const { status, body } = await request(kind, table, query);
    expect([status, body.code]).toEqual([400, 'invalid_request']);
    expect(body.errors).toMatchObject([{ parameter, code }]);
    expect(table.itemsRead).toBe(0);
  });
});

const filtered = listKinds.flatMap((kind) =>
  kind.filters.map((filter) => ({ ...filter, kind, list: kind.name })),
);

it.each(filtered)('the list of $list is filtered by $query', async ({ kind, query, selected }) => {
  const table = new ListTable();
  const wanted: string[] = [];
  for (let place = 0; place < 12; place += 1) {
    if (place % 5 === 1) wanted.push(await kind.create(table, place, selected));
    else await kind.create(table, place, { labels: { other: 'x' } });
  }
  for (const parts of almostSelected({ selected })) await kind.create(table, 12, parts);
  expect(await walk(kind, table, { ...query, limit: '1' })).toEqual(wanted);
  expect(await walk(kind, table, query)).toEqual(wanted);
  table.itemsRead = 0;
  await page(kind, table, { ...query, limit: '1' });
  expect(table.itemsRead).toBeLessThanOrEqual(5);
});

it.each(['voices', 'auditions'])(
  'a filtered page of %s can be empty, and the next one continues',
  async (name) => {
    const table = new ListTable();
    const kind = listKinds.find((each) => each.name === name);
    if (!kind) throw new TypeError(name);
    for (let place = 0; place < 12; place += 1) await kind.create(table, place);
    const wanted = await kind.create(table, 15, { createdBy: 'ben' });
    table.itemsRead = 0;
    const first = await page(kind, table, { createdBy: 'ben', limit: '2' });
    expect([first.ids, table.itemsRead]).toEqual([[], 10]);
    const second = await page(kind, table, { createdBy: 'ben', limit: '2', cursor: first.cursor ?? '' });
    expect(second.ids).toEqual([wanted]);
  },
);

it.each([
  ['aliases', { status: 'OK' }, 'status', 'unknown_field'],
  ['aliases', { label: 'team:a' }, 'label', 'unknown_field'],
  ['aliases', { createdBy: 'ann' }, 'createdBy', 'unknown_field'],
  ['auditions', { status: 'OK' }, 'status', 'not_allowed'],
  ['auditions', { family: 'qwen' }, 'family', 'unknown_field'],
  ['auditions', { createdBy: '' }, 'createdBy', 'too_short'],
  ['auditions', { label: 'team' }, 'label', 'invalid_text'],
  ['auditions', { changedSince: '2026-03-01T12:00:00Z', status: 'OPEN' }, 'status', 'not_allowed'],
  ['voices', { changedSince: '2026-03-01T12:00:00Z', status: 'OK' }, 'status', 'not_allowed'],
  ['voices', { family: 'Qwen' }, 'family', 'not_allowed'],
  ['voices', { scope: '' }, 'scope', 'not_allowed'],
  ['voices', { status: 'ok' }, 'status', 'not_allowed'],
  ['voices', { status: ['OK', 'FAILED'] }, 'status', 'not_allowed'],
  ['voices', { targetModel: '' }, 'targetModel', 'too_short'],
  ['voices', { targetModel: 'm'.repeat(129) }, 'targetModel', 'too_long'],
  ['voices', { targetModel: 'a\ufffd' }, 'targetModel', 'invalid_text'],
  ['voices', { label: ':a' }, 'label', 'invalid_text'],
  ['voices', { label: 'a\ufffd:b' }, 'label', 'invalid_text'],
  ['voices', { label: 'a:\u0000' }, 'label', 'invalid_text'],
  ['voices', { label: 'a:\ud800' }, 'label', 'invalid_text'],
  ['voices', { label: `${'k'.repeat(65)}:a` }, 'label', 'too_long'],
])('the list of %s refuses the query %j', async (name, query: Query, parameter, code) => {
  const kind = listKinds.find((each) => each.name === name);
  if (!kind) throw new TypeError(name);
  const { status, body } = await request(kind, new ListTable(), query);
  expect([status, body.code]).toEqual([400, 'invalid_request']);
  expect(body.errors).toMatchObject([{ parameter, code }]);
});

describe.each(listKinds)('a cursor of the list of $name', (kind) => {
  const since = { changedSince: '2026-03-01T12:00:00Z' };

  /** Returns a table with a cursor of each list. */
  async function withCursors() {
    const table = new ListTable();
    for (const each of listKinds) for (const place of [0, 1, 2]) await each.create(table, place);
    const cursorOf = async (of: ListKind, query: Query = {}) =>
      (await page(of, table, { ...query, limit: '1' })).cursor ?? '';
    return { table, cursorOf };
  }

  async function isRefused(table: ListTable, query: Query, key?: string): Promise<void> {
    table.itemsRead = 0;
    const { status, body } = await request(kind, table, query, key);
    expect([status, body.code, body.detail]).toEqual([
      400,
      'invalid_cursor',
      expect.stringMatching(/^The cursor has to /),
    ]);
    expect(table.itemsRead).toBe(0);
  }

  it('is refused by the other lists, with a problem that names the cursor', async () => {
    const { table, cursorOf } = await withCursors();
    for (const other of listKinds.filter((each) => each !== kind)) {
      await isRefused(table, { cursor: await cursorOf(other) });
      await isRefused(table, { ...since, cursor: await cursorOf(other, since) });
    }
  });

  it('is refused with another key, and with or without another changedSince', async () => {
    const { table, cursorOf } = await withCursors();
    const [cursor, changes] = [await cursorOf(kind), await cursorOf(kind, since)];
    expect((await page(kind, table, { cursor })).ids).toHaveLength(2);
    expect((await page(kind, table, { ...since, cursor: changes })).ids).toHaveLength(2);
    await isRefused(table, { cursor }, 'key-b');
    await isRefused(table, { ...since, cursor });
    await isRefused(table, { cursor: changes });
    await isRefused(table, { changedSince: '2026-03-01T12:00:01Z', cursor: changes });
  });

  it('is refused with another filter', async () => {
    const { table, cursorOf } = await withCursors();
    for (const { query } of kind.filters) {
      await isRefused(table, { ...query, cursor: await cursorOf(kind) });
      if (query.status !== undefined) continue;
      await isRefused(table, { ...query, ...since, cursor: await cursorOf(kind, since) });
    }
  });

  it('is refused with another value of its filter', async () => {
    const issuedFor: readonly [Query, readonly Query[]][] = [
      [{ label: 'team:a' }, [{ label: 'team:b' }, { label: 'part:a' }]],
      [{ createdBy: 'ann' }, [{ createdBy: 'ben' }]],
    ];
    const { table, cursorOf } = await withCursors();
    for (const place of [3, 4, 5]) await kind.create(table, place, { labels: { team: 'a' } });
    for (const [filter, others] of kind.filters.length === 0 ? [] : issuedFor) {
      for (const more of [{}, since]) {
        const cursor = await cursorOf(kind, { ...filter, ...more });
        expect((await request(kind, table, { ...filter, ...more, cursor })).status).toBe(200);
        for (const other of others) await isRefused(table, { ...other, ...more, cursor });
      }
    }
  });

  it.each(['', '.', 'abc', 'e30.e30', `${'x'.repeat(5_000)}.y`])(
    'is refused if it was not issued: %j',
    async (cursor) => {
      const { table } = await withCursors();
      await isRefused(table, { cursor });
      await isRefused(table, { ...since, cursor });
    },
  );
});
