import { maxFileLines, maxFunctionLines } from './figures/sizes.ts';
import type { CodeFigures, Figures } from './figures.ts';
import { type FigureKey, type Limit, limits } from './limits.ts';

/** One figure with its limit and with the files behind it. */
export interface Row {
  readonly key: FigureKey;
  readonly name: string;
  readonly value: number;
  /** The value on the documentation page. Sizes are rounded up, so that not every commit changes the page. */
  readonly shown: number;
  readonly limit: Limit;
  readonly found: readonly string[];
}

export function rowsOf(figures: CodeFigures): Row[] {
  const { sizes, mutualPairs, importsUpwards, spreads, documented } = figures;
  return [
    size('medianLines', 'Lines of a product file, median', sizes.medianLines, 10),
    size('percentile90Lines', 'Lines of a product file, 90th percentile', sizes.percentile90Lines, 10),
    counted('longFiles', `Files above ${maxFileLines} lines without a reason at the head`, sizes.longFiles),
    counted('longFunctions', `Functions above ${maxFunctionLines} lines`, sizes.longFunctions),
    counted('spreadLiterals', 'Spreads of literals, such as `...{ a, b }`', figures.spreadLiterals),
    counted('mutualPairs', 'Pairs of folders that import each other', mutualPairs),
    counted('importsUpwards', 'Imports from a lower layer to a higher one', importsUpwards),
    ...spreads.map(({ key, change, files }) => counted(key, `Files to change for ${change}`, files)),
    counted(
      'undocumented',
      `Public exports without a docstring, of ${documented.exported}`,
      documented.undocumented,
    ),
  ];
}

function size(key: FigureKey, name: string, value: number, step: number): Row {
  return {
    key,
    name,
    value,
    shown: Math.ceil(value / step) * step,
    limit: limits[key],
    found: [],
  };
}

function counted(key: FigureKey, name: string, found: readonly string[]): Row {
  return { key, name, value: found.length, shown: found.length, limit: limits[key], found };
}

/** The figures for a terminal. */
export function reportText(figures: Figures): string {
  const rows = rowsOf(figures);
  const width = Math.max(...rows.map(({ name }) => name.length));
  const words = Object.entries(figures.words).sort(([, a], [, b]) => b - a);
  return [
    `${figures.sizes.files} product files`,
    ...rows.flatMap((row) => [
      `${row.name.padEnd(width)}  ${String(row.value).padStart(5)}  limit ${row.limit.limit}${todayText(row.limit)}`,
      ...row.found.map((each) => `    ${each}`),
    ]),
    `Suspicious words: ${words.reduce((sum, [, count]) => sum + count, 0)}`,
    ...words.map(([folder, count]) => `    ${folder}: ${count}`),
  ].join('\n');
}

function todayText({ today }: Limit): string {
  return today ? `, ${today.allowed} today: ${today.reason}` : '';
}

/** The figures as a table of docs/architecture.md. */
export function figuresTable(figures: CodeFigures): string {
  const rows = rowsOf(figures).map(
    ({ name, shown, limit }) => `| ${name.replace(/, of \d+$/, '')} | ${shown} | ${limit.limit} |`,
  );
  return ['| figure | now | limit |', '| --- | --- | --- |', ...rows].join('\n');
}
