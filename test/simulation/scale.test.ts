import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { FAMILY_ROWS } from '../../lambdas/shared/dashscope/index.ts';
import { parseConfig } from '../../lib/settings/config.ts';
import { hangColumns } from './benchmarks/scale/hang-table.ts';
import { volumes, volumesTable } from './benchmarks/scale/tables.ts';
import { readTable, type Table } from './benchmarks/tables.ts';

const page = 'docs/scale.md';
const text = readFileSync(page, 'utf8').replaceAll('\n', ' ');

/** Returns the number that a pattern finds in the page. */
function documented(pattern: RegExp): number {
  const [, found = ''] = pattern.exec(text) ?? [];
  return Number(found.replaceAll(',', ''));
}

const number = (cell = '') => Number(cell.replaceAll(',', ''));
const voicesPerSecond = 1_000_000 / 86_400;

describe('docs/scale.md', () => {
  const [columns = [], ...rows] = readTable(page, 'scale', 'volumes');
  /** Returns the extrapolated figure of a row. */
  const extrapolated = (name: string) => number(rows.find(([label]) => label === name)?.at(-1));
  let small: Table;
  beforeAll(async () => {
    const steady = volumes.find(({ name }) => name === '50,000 a day');
    if (!steady) throw new Error('no such volume');
    small = await volumesTable([{ ...steady, volume: { ...steady.volume, requests: 12 } }]);
  });

  it('has a column for each volume of the bench', () => {
    expect(columns.slice(2, -1)).toEqual(volumes.map(({ name }) => name));
    expect(columns.at(-1)).toBe(small.columns.at(-1));
  });

  it('has the rows and limits of the bench', () => {
    expect(rows.map((row) => row.slice(0, 2))).toEqual(small.rows.map((row) => row.slice(0, 2)));
  });

  it.each([
    'transitions a second',
    'write units a second, busiest key of `byMonth`',
    'write units a second, busiest key of `byStatus`',
    '`PutEvents` a second',
    'open executions',
  ])('has the figure of a small run for %s, within a fifth', (name) => {
    const measured = number(small.rows.find(([label]) => label === name)?.at(-1));
    expect(Math.abs(extrapolated(name) / measured - 1)).toBeLessThan(0.2);
  });

  it('has the columns of the bench for a hang', () => {
    expect(readTable(page, 'hang', 'hour')[0]).toEqual(hangColumns);
  });

  it.each([
    ['calls a second', /, (\d+) calls a second in all/, 'calls of DashScope a second'],
    ['transitions', /and (\d+) transitions a second/, 'transitions a second'],
    ['functions', /about (\d+)\. If DashScope hangs/, 'functions at once'],
    ['events', /(\d+) a second: a voice has four events/, '`PutEvents` a second'],
    ['open executions', /About ([\d,]+) with reviews of ten minutes/, 'open executions'],
  ])('states the extrapolated %s of its table', (_, pattern, name) => {
    expect(Math.abs(documented(pattern) / extrapolated(name) - 1)).toBeLessThan(0.03);
  });

  it.each([
    ['byMonth', /a voice writes about (\d+) units to the month's key/],
    ['byStatus', /and about (\d+) to the busiest status/],
  ])('states the write units of a voice to %s', (index, pattern) => {
    const units = extrapolated(`write units a second, busiest key of \`${index}\``) / voicesPerSecond;
    expect(Math.abs(documented(pattern) / units - 1)).toBeLessThan(0.05);
  });

  it("states the voices a second at which the month's key is full", () => {
    const units = extrapolated('write units a second, busiest key of `byMonth`') / voicesPerSecond;
    expect(Math.abs(documented(/about (\d+) voices a second/) / (1_000 / units) - 1)).toBeLessThan(0.05);
  });

  it('states the voices a day that fill the places with their grace period', () => {
    const { deletedSeconds } = parseConfig({}).grace;
    const perDay = (FAMILY_ROWS.cosyvoice.limits.voicesMax * 86_400) / deletedSeconds;
    expect(Math.abs(documented(/at about (\d+) voices a day/) / perDay - 1)).toBeLessThan(0.05);
  });

  it('states the voices a day that the places serve until the next count', () => {
    const counted = rows.find(([name]) => name?.startsWith('places taken'))?.[4];
    const perDay = (50_000 * FAMILY_ROWS.cosyvoice.limits.voicesMax) / number(counted);
    expect(Math.abs(documented(/and ([\d,]+) a day if each is purged/) / perDay - 1)).toBeLessThan(0.03);
  });

  it.each([
    ['docs/deploying.md', 1, /\[(\d+) executions\]\(scale\.md#dashscope-hangs\)/],
    ['docs/operations.md', 1, /takes all places occupies (\d+) functions/],
    ['docs/operations.md', 2, /or (\d+) with `createConcurrency` of 100/],
    ['docs/decisions.md', 0, /10,000 voices a day occupy (\d+) functions in a hang/],
    ['docs/scale.md', 0, /At 10,000 voices a day, (\d+) functions run at most/],
  ])('has the functions of a hang that %s states, in row %i', (file, row, pattern) => {
    const [, ...hangs] = readTable(page, 'hang', 'hour');
    const [, shown = ''] = pattern.exec(readFileSync(file, 'utf8').replace(/\s+/g, ' ')) ?? [];
    expect(shown).toBe(hangs[row]?.[2]);
  });
});
