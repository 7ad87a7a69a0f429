import { readFileSync, writeFileSync } from 'node:fs';

/** A table that a benchmark prints, and writes into a page of docs/. */
export interface Table {
  /** Name of the table in the markers of its page. */
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Returns a table in Markdown. */
export function markdownOf({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  const numeric = (index: number) =>
    index > 0 && rows.every((row) => /^[\d.,+−]*( GB)?$/.test(row[index] ?? ''));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, index) => (numeric(index) ? '---:' : '---'));
  return [line(columns), line(rule), ...rows.map(line)].join('\n');
}

/** Prints tables to standard output. */
export function printTables(tables: readonly Table[]): void {
  for (const table of tables) process.stdout.write(`\n${markdownOf(table)}\n`);
}

/**
 * Replaces tables in a page. The page has the markers `generated: <bench> <table>` around each.
 *
 * @throws Error if the page lacks the markers of a table
 */
export function writeTables(page: string, bench: string, tables: readonly Table[]): void {
  let text = readFileSync(page, 'utf8');
  for (const table of tables) {
    const { begin, end } = markersOf(bench, table.name);
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${page} has no markers of the table ${table.name}`);
    text = `${text.slice(0, from + begin.length)}\n${markdownOf(table)}\n${text.slice(to)}`;
  }
  writeFileSync(page, text);
}

/** Returns the cells of a table in a page, the columns first. */
export function readTable(page: string, bench: string, name: string): string[][] {
  const { begin, end } = markersOf(bench, name);
  const [, rest = ''] = readFileSync(page, 'utf8').split(`${begin}\n`);
  const [table = ''] = rest.split(`\n${end}`);
  return table
    .split('\n')
    .filter((line) => !/^\|( -+:? \|)+$/.test(line))
    .map((line) => line.slice(2, -2).split(' | '));
}

function markersOf(bench: string, table: string) {
  return { begin: `<!-- generated: ${bench} ${table} -->`, end: `<!-- end: ${bench} ${table} -->` };
}
