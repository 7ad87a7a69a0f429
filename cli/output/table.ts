import type { Terminal } from './terminal.ts';
import { padEnd, printable, truncate, width, wrap } from './text.ts';

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** True if the column may be truncated on a narrow terminal. */
  readonly shrinks?: boolean;
  /** Rank of a column that may be omitted on a narrow terminal. The column with the highest rank is omitted first. */
  readonly hideRank?: number;
  readonly paint?: (text: string, row: Row) => string;
}

const gap = '  ';
const minWidth = 8;

/**
 * Formats rows as a table with a title line. If the table is too wide, it truncates the columns that may shrink, then
 * omits the columns with a `hideRank`, and finally prints each row on several lines.
 *
 * @param available width of the terminal in columns, or null for no limit
 */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  available: Terminal['columns'],
): string[] {
  const limit = available ?? Number.POSITIVE_INFINITY;
  let shown = columns;
  let widths = widthsOf(rows, shown, limit);
  while (total(widths) > limit && shown.some(({ hideRank }) => hideRank !== undefined)) {
    const highest = Math.max(...shown.map(({ hideRank = -1 }) => hideRank));
    shown = shown.filter(({ hideRank }) => hideRank !== highest);
    widths = widthsOf(rows, shown, limit);
  }
  const line = (cells: readonly string[], row?: Row) =>
    cells
      .map((cell, i) => {
        const fitted = padEnd(truncate(cell, widths[i] ?? 0), widths[i] ?? 0);
        const paint = shown[i]?.paint;
        return row !== undefined && paint ? paint(fitted, row) : fitted;
      })
      .join(gap)
      .trimEnd();
  if (total(widths) > limit) return stackedRows(rows, shown, limit);
  return [line(shown.map(({ title }) => title)), ...rows.map((row) => line(cellsOf(row, shown), row))];
}

function cellsOf<Row>(row: Row, columns: readonly Column<Row>[]): string[] {
  return columns.map(({ text }) => printable(text(row)));
}

/** Returns the width of each column, after narrowing the columns that may shrink to keep within the limit. */
function widthsOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[], limit: number): number[] {
  const texts = rows.map((row) => cellsOf(row, columns));
  const widths = columns.map(({ title }, i) =>
    Math.max(width(title), ...texts.map((cells) => width(cells[i] ?? ''))),
  );
  for (const [i, { shrinks }] of columns.entries()) {
    const excess = total(widths) - limit;
    const full = widths[i] ?? 0;
    if (excess > 0 && shrinks) widths[i] = Math.min(full, Math.max(minWidth, full - excess));
  }
  return widths;
}

/** Formats each row as its complete first cell, because users copy it, and the other cells wrapped below. */
function stackedRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], limit: number): string[] {
  const [first, ...others] = columns;
  if (!first) return [];
  return rows.flatMap((row) => {
    const rest = others.map(({ title, text }) => `${title} ${printable(text(row))}`).join(gap);
    return [printable(first.text(row)), ...wrap(rest, limit - gap.length).map((line) => gap + line)];
  });
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, 0) + gap.length * (widths.length - 1);
}
