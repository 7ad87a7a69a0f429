import { beforeAll, describe, expect, it } from '@jest/globals';
import { billOf, combine, costOf, totalOf } from './benchmarks/cost/prices.ts';
import { type CostTable, costTables } from './benchmarks/cost/tables.ts';
import { readTable } from './benchmarks/tables.ts';

const documented = (name: CostTable['name']) => readTable('docs/cost.md', 'cost', name);

let tables: readonly CostTable[];
beforeAll(async () => {
  tables = await costTables({ voices: 3, reviewSeconds: 120, apartSeconds: 1 });
});

describe('docs/cost.md', () => {
  it.each(['voices', 'functions', 'idle', 'settings', 'prices'] as const)(
    'has the columns and items of the table %s',
    (name) => {
      const [columns, ...rows] = documented(name);
      const table = tables.find((each) => each.name === name);
      expect(columns).toEqual(table?.columns);
      // The rows of a table with counts are sorted by price.
      const labels = (cells: readonly (readonly string[])[]) =>
        cells.map(([service, item]) => (name === 'voices' ? `${service}: ${item}` : service)).sort();
      expect(labels(rows)).toEqual(labels(table?.rows ?? []));
    },
  );

  it.each(['idle', 'settings'] as const)('has the figures of the table %s, which needs no voices', (name) => {
    const [, ...rows] = documented(name);
    expect(rows).toEqual(tables.find((table) => table.name === name)?.rows);
  });

  it('has the prices of the bench', () => {
    const [, ...rows] = documented('prices');
    expect(rows).toEqual(tables.find(({ name }) => name === 'prices')?.rows);
  });
});

describe('the bill of a usage', () => {
  it('multiplies each count by its price', () => {
    expect(costOf('transitions', 15_000)).toBeCloseTo(0.375);
    expect(billOf({ events: 2_000_000, metrics: 10 })).toEqual([
      { item: 'events', count: 2_000_000, usd: 2 },
      { item: 'metrics', count: 10, usd: 3 },
    ]);
    expect(totalOf(combine([{ metrics: 10 }, 2], [{ metrics: 1, dashboards: 1 }, 1]))).toBeCloseTo(9.3);
  });
});

describe('a voice without faults', () => {
  it('is counted with one create, one query and two events', () => {
    const rows = tables.find(({ name }) => name === 'functions')?.rows ?? [];
    const invocations = new Map(rows.map(([name = '', count]) => [name, Number(count)]));
    for (const name of ['request-voice', 'create-voice', 'query-voice'])
      expect([name, invocations.get(`\`${name}\``)]).toEqual([name, 1]);
    const events = tables
      .find(({ name }) => name === 'voices')
      ?.rows.find(([service, item]) => service === 'EventBridge' && item === 'custom events');
    expect(events?.[2]).toBe('2,000');
  });
});
