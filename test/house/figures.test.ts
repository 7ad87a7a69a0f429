import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { spreadsIn } from '../../scripts/house/figures/spread-literals.ts';
import { measureCode } from '../../scripts/house/figures.ts';
import { type Limit, limits } from '../../scripts/house/limits.ts';
import { ParsedFile } from '../../scripts/house/parsed-file.ts';
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

describe('the spreads of literals', () => {
  it.each([
    ['an object', 'const a = {\n  ...{ b, c },\n};', ['a.ts:2']],
    ['an array', "const a = ['b', ...['c']];", ['a.ts:1']],
    ['arguments', "f(...['a'], ...b);", ['a.ts:1']],
    ['arguments of a constructor', "new F(\n  ...['a'],\n);", ['a.ts:2']],
    ['a nested literal', 'const a = { b: [{ ...{ c } }] };', ['a.ts:1']],
    ['a condition or a variable', 'const a = { ...(b && { c }), ...b, d: [...c] };', []],
  ])('are found in %s', (_, source, found) => {
    expect(spreadsIn(new ParsedFile('a.ts', source))).toEqual(found);
  });
});

function page(): string {
  return readFileSync('docs/architecture.md', 'utf8');
}

function allowed({ limit, today }: Limit): number {
  return today?.allowed ?? limit;
}
