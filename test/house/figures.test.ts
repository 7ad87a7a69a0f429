import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { measureCode } from '../../scripts/house/figures.ts';
import { type Limit, limits } from '../../scripts/house/limits.ts';
import { reportTable, rowsOf } from '../../scripts/house/report.ts';

const figures = measureCode();
const rows = rowsOf({ ...figures, words: {} });

describe('the figures of the code', () => {
  it.each(rows)('$name: $value', ({ value, limit, found }) => {
    expect({ value: Math.max(value, allowed(limit)), found }).toEqual({ value: allowed(limit), found });
  });

  it('include every figure that has a limit', () => {
    expect(rows.map(({ key }) => key).sort()).toEqual(Object.keys(limits).sort());
  });

  it('have no allowance that is no longer needed', () => {
    const lists = rows.filter(({ found, value }) => found.length === value);
    const stale = lists.filter(
      ({ value, limit }) => limit.today !== undefined && value < limit.today.allowed,
    );
    expect(stale.map(({ key }) => `lower today.allowed of ${key} in scripts/house/limits.ts`)).toEqual([]);
  });

  it('are on the architecture page; otherwise: npm run docs', () => {
    expect(readFileSync('docs/architecture.md', 'utf8')).toContain(reportTable(figures));
  });
});

function allowed({ limit, today }: Limit): number {
  return today?.allowed ?? limit;
}
