import { readFileSync, writeFileSync } from 'node:fs';
import type { CostTable } from './tables.ts';

export const page = 'docs/cost.md';

/** Returns a table in Markdown. */
export function markdownOf({ columns, rows }: Pick<CostTable, 'columns' | 'rows'>): string {
  const numeric = (index: number) =>
    index > 0 && rows.every((row) => /^[\d.,+−]*( GB)?$/.test(row[index] ?? ''));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = columns.map((_, index) => (numeric(index) ? '---:' : '---'));
  return [line(columns), line(rule), ...rows.map(line)].join('\n');
}

/** Replaces the tables in the page. @throws Error if the page lacks the markers of a table */
export function writePage(tables: readonly CostTable[]): void {
  let text = readFileSync(page, 'utf8');
  for (const table of tables) {
    const [begin, end] = [`<!-- generated: cost ${table.name} -->`, `<!-- end: cost ${table.name} -->`];
    const [from, to] = [text.indexOf(begin), text.indexOf(end)];
    if (from < 0 || to < from) throw new Error(`${page} has no markers of the table ${table.name}`);
    text = `${text.slice(0, from + begin.length)}\n${markdownOf(table)}\n${text.slice(to)}`;
  }
  writeFileSync(page, text);
}
