import { describe, expect, it } from '@jest/globals';
import { DynamoAliasStore } from '../../../lambdas/shared/stores/aliases.ts';
import { newAlias } from '../../../lambdas/shared/voice/alias.ts';
import fc from '../../support/fast-check.ts';
import { instant } from '../../support/voices.ts';
import { listKinds } from './list-kinds.ts';
import { almostSelected, type ListKind, ListTable, page, type Query, request } from './list-table.ts';

const seconds = (count: number) => new Date(instant.getTime() + count * 1_000);
const later = (table: ListTable, count: number) => {
  table.now = new Date(table.now.getTime() + count * 1_000);
};

/** A reader that keeps a copy of a list, and asks one page at a time for what has changed. */
class Reader {
  readonly states = new Map<string, string>();
  readonly #kind: ListKind;
  readonly #table: ListTable;
  #since: string;
  #cursor: string | null = null;

  constructor(kind: ListKind, table: ListTable, since: string) {
    this.#kind = kind;
    this.#table = table;
    this.#since = since;
  }

  /** Reads one page. Returns whether it was the last one. */
  async readPage(): Promise<boolean> {
    const cursor: Query = this.#cursor === null ? {} : { cursor: this.#cursor };
    const query = { changedSince: this.#since, limit: '2', ...cursor };
    const found = await page(this.#kind, this.#table, query);
    for (const [id, state] of found.states) this.states.set(id, state);
    this.#cursor = found.cursor;
    if (found.cursor !== null) return false;
    this.#since = found.asOf;
    return true;
  }

  async readAll(): Promise<void> {
    while (!(await this.readPage()));
  }
}

describe.each(listKinds)('$name that have changed', (kind) => {
  it('are new items and those with another state, each with its state, and no others', async () => {
    const table = new ListTable();
    const ids = [];
    for (let place = 0; place < 3; place += 1) ids.push(await kind.create(table, place));
    const [, second = ''] = ids;
    const { asOf } = await page(kind, table);
    expect(asOf).toBe(seconds(-60).toISOString());
    table.now = seconds(200);
    const { asOf: since, states } = await page(kind, table, { changedSince: asOf });
    expect([...states.keys()].sort()).toEqual([...ids].sort());
    expect(since).toBe(seconds(140).toISOString());
    const changes = async (changedSince: string) =>
      [...(await page(kind, table, { changedSince })).states].sort();
    expect(await changes(since)).toEqual([]);
    await kind.toggle(table, second, table.now);
    const added = await kind.create(table, 3);
    const expected = [second, added].map(async (id) => [id, await kind.state(table, id)]);
    expect(await changes(since)).toEqual((await Promise.all(expected)).sort());
    table.now = seconds(500);
    await kind.toggle(table, second, table.now);
    expect(await changes(seconds(400).toISOString())).toEqual([[second, await kind.state(table, second)]]);
    expect(await changes(seconds(501).toISOString())).toEqual([]);
  });

  it('are on pages of the given size, which cost a page', async () => {
    const table = new ListTable();
    const ids: string[] = [];
    for (let place = 0; place < 12; place += 1) ids.push(await kind.create(table, place));
    for (const id of ids.slice(0, 5)) await kind.finish(table, id);
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      table.itemsRead = 0;
      const query = { changedSince: instant.toISOString(), limit: '3', ...(cursor && { cursor }) };
      const found = await page(kind, table, query);
      expect(found.states.size).toBeLessThanOrEqual(3);
      // Entries of the index with and without unfinished work, and the items.
      expect(table.itemsRead).toBeLessThanOrEqual(9);
      seen.push(...found.states.keys());
      cursor = found.cursor;
    }
    expect(seen.sort()).toEqual(ids.sort());
  });

  it('include an item whose work ends while the index is read', async () => {
    const table = new ListTable();
    const id = await kind.create(table, 0);
    await kind.toggle(table, id, table.now);
    let queries = 0;
    table.beforeCall = async (input) => {
      if (!input.includes('byAnnouncing') || !/"[A-Z]+#DONE"|"ANNOUNCED"/.test(input)) return;
      table.beforeCall = async () => undefined;
      queries += 1;
      await kind.finish(table, id);
    };
    const { states } = await page(kind, table, { changedSince: instant.toISOString() });
    expect([queries, [...states]]).toEqual([1, [[id, await kind.state(table, id)]]]);
  });

  it('have the same asOf on all pages, as a whole list has, which is that of the first page', async () => {
    const table = new ListTable();
    for (let place = 0; place < 3; place += 1) await kind.create(table, place);
    const queries: readonly Query[] = [{}, { changedSince: instant.toISOString() }];
    for (const query of queries) {
      table.now = instant;
      const first = await page(kind, table, { ...query, limit: '2' });
      table.now = seconds(900);
      const second = await page(kind, table, { ...query, limit: '2', cursor: first.cursor ?? '' });
      expect([first.ids.length, second.ids.length, second.cursor]).toEqual([2, 1, null]);
      expect(second.asOf).toBe(first.asOf);
    }
  });

  it('miss no change, whenever items change, work ends and pages are read', async () => {
    interface Run {
      readonly table: ListTable;
      readonly reader: Reader;
      readonly ids: string[];
    }
    type Step = (run: Run) => Promise<unknown>;
    const onItem = (index: number, act: (table: ListTable, id: string) => Promise<void>): Step => {
      return async ({ table, ids }) => act(table, ids[index % ids.length] ?? '');
    };
    const index = fc.nat(4);
    const step = fc.oneof(
      fc.constant<Step>(async ({ table, ids }) => ids.push(await kind.create(table, ids.length))),
      fc.tuple(index, fc.nat(50)).map(([item, lateness]) =>
        // A change is stored up to 50 seconds after its time.
        onItem(item, (table, id) => kind.toggle(table, id, new Date(table.now.getTime() - lateness * 1_000))),
      ),
      index.map((item) => onItem(item, (table, id) => kind.finish(table, id))),
      fc.nat(120).map(
        (wait): Step =>
          async ({ table }) =>
            later(table, wait),
      ),
      fc.constant<Step>(({ reader }) => reader.readPage()),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const table = new ListTable();
        const reader = new Reader(kind, table, seconds(-60).toISOString());
        const ids = [await kind.create(table, 0)];
        for (const each of steps) await each({ table, reader, ids });
        await reader.readAll();
        await reader.readAll();
        const states = await Promise.all(ids.map(async (id) => [id, await kind.state(table, id)] as const));
        expect(reader.states).toEqual(new Map(states));
      }),
      { numRuns: 60 },
    );
  });
});

const filtered = listKinds.flatMap((kind) =>
  kind.filters
    .filter(({ query }) => query.status === undefined)
    .map((filter) => ({ ...filter, kind, list: kind.name })),
);

it.each(filtered)('$list that have changed are filtered by $query', async ({ kind, query, selected }) => {
  const table = new ListTable();
  const old = await kind.create(table, 0, selected);
  later(table, 60);
  const changedSince = table.now.toISOString();
  const wanted = [await kind.create(table, 1, selected), await kind.create(table, 2, selected)];
  await kind.create(table, 3, { labels: { other: 'x' } });
  for (const parts of almostSelected({ selected })) await kind.create(table, 4, parts);
  const { ids } = await page(kind, table, { ...query, changedSince });
  expect(ids.toSorted()).toEqual(wanted.toSorted());
  await kind.toggle(table, old, table.now);
  expect((await page(kind, table, { ...query, changedSince })).ids).toContain(old);
});

describe('deleted aliases', () => {
  const aliases = listKinds.find(({ name }) => name === 'aliases');
  if (!aliases) throw new TypeError('no list of aliases');
  const changedSince = instant.toISOString();

  it('are reported by name and version, and are in no list of all aliases', async () => {
    const table = new ListTable();
    const kept = await aliases.create(table, 0);
    const gone = await aliases.create(table, 1);
    await aliases.toggle(table, gone, table.now);
    const changed = await request(aliases, table, { changedSince });
    expect(changed.body).toMatchObject({
      aliases: [{ alias: kept, version: 1 }],
      deleted: [{ alias: gone, version: 2 }],
    });
    const all = await request(aliases, table);
    expect(all.body).toMatchObject({ aliases: [{ alias: kept }], deleted: [] });
  });

  it('are aliases again once they point at a voice', async () => {
    const table = new ListTable();
    const alias = await aliases.create(table, 0);
    await aliases.toggle(table, alias, table.now);
    await aliases.toggle(table, alias, table.now);
    const { body } = await request(aliases, table, { changedSince });
    expect(body).toMatchObject({ aliases: [{ alias, version: 3 }], deleted: [] });
  });

  it('do not include an alias that has never pointed at a voice', async () => {
    const table = new ListTable();
    const store = new DynamoAliasStore(table.dynamo, table.name);
    await store.write(newAlias('unborn', 'ann', table.now), null);
    const queries: readonly Query[] = [{}, { changedSince }];
    for (const query of queries) {
      expect((await request(aliases, table, query)).body).toMatchObject({ aliases: [], deleted: [] });
    }
  });
});
