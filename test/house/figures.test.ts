import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { measureCode } from '../../scripts/house/figures.ts';
import { type Limit, limits } from '../../scripts/house/limits.ts';
import { rowsOf } from '../../scripts/house/report.ts';

const rows = rowsOf(measureCode());

describe('the figures of the code', () => {
  it.each(rows)('are within the limit: $name', ({ value, limit, found }) => {
    const max = allowed(limit);
    expect({ value: Math.max(value, max), found }).toEqual({ value: max, found });
  });

  it('include every figure that has a limit', () => {
    expect(rows.map(({ key }) => key).sort()).toEqual(Object.keys(limits).sort());
  });

  it('have no allowance that is no longer needed', () => {
    const counts = rows.filter(({ value, found }) => found.length === value);
    const stale = counts.filter(({ value, limit }) => value < (limit.today?.allowed ?? 0));
    expect(stale.map(({ key }) => `lower today.allowed of ${key} in scripts/house/limits.ts`)).toEqual([]);
  });

  it('are on the architecture page, which shows no better values (update with npm run docs)', () => {
    const [, table = ''] = /<!-- generated: figures -->\n(.*)\n<!-- end: figures -->/s.exec(page()) ?? [];
    const shown = table
      .split('\n')
      .slice(2)
      .map((line) => line.split('|').map((cell) => cell.trim()));
    expect(shown.map(([, name, , limit]) => `${name}: ${limit}`)).toEqual(
      rows.map(({ name, limit }) => `${name.replace(/, of \d+$/, '')}: ${limit.limit}`),
    );
    const better = rows.filter(({ shown: value }, index) => Number(shown[index]?.[2]) < value);
    expect(better.map(({ name }) => name)).toEqual([]);
  });
});

function page(): string {
  return readFileSync('docs/architecture.md', 'utf8');
}

function allowed({ limit, today }: Limit): number {
  return today?.allowed ?? limit;
}
