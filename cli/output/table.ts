import type { Terminal } from './terminal.ts';
import { fitted, padded, printable, width, wrapped } from './text.ts';

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** May be cut where the terminal is narrow. */
  readonly shrinks?: boolean;
  /** Left out where the terminal is too narrow; the highest number goes first. */
  readonly hides?: number;
  readonly paint?: (text: string, row: Row) => string;
}

const gap = '  ';
const narrowest = 8;

/**
 * Rows under their titles, in as many columns as the terminal has. Where they do not fit, the columns that may shrink are
 * cut, then those that may hide are left out, and at last each row takes
 * several lines.
 *
 * @param available columns of the terminal; null for no limit
 */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  available: Terminal['columns'],
): string[] {
  const limit = available ?? Number.POSITIVE_INFINITY;
  let shown = columns;
  let widths = widthsOf(rows, shown, limit);
  while (total(widths) > limit && shown.some(({ hides }) => hides !== undefined)) {
    const last = Math.max(...shown.map(({ hides = -1 }) => hides));
    shown = shown.filter(({ hides }) => hides !== last);
    widths = widthsOf(rows, shown, limit);
  }
  const line = (cells: readonly string[], row?: Row) =>
    cells
      .map((cell, i) => {
        const fit = padded(fitted(cell, widths[i] ?? 0), widths[i] ?? 0);
        const paint = shown[i]?.paint;
        return row !== undefined && paint ? paint(fit, row) : fit;
      })
      .join(gap)
      .trimEnd();
  if (total(widths) > limit) return stackedRows(rows, shown, limit);
  return [line(shown.map(({ title }) => title)), ...rows.map((row) => line(cellsOf(row, shown), row))];
}

function cellsOf<Row>(row: Row, columns: readonly Column<Row>[]): string[] {
  return columns.map(({ text }) => printable(text(row)));
}

/** The width of each column, with the columns that may shrink as narrow as the limit asks for. */
function widthsOf<Row>(rows: readonly Row[], columns: readonly Column<Row>[], limit: number): number[] {
  const texts = rows.map((row) => cellsOf(row, columns));
  const widths = columns.map(({ title }, i) =>
    Math.max(width(title), ...texts.map((cells) => width(cells[i] ?? ''))),
  );
  for (const [i, { shrinks }] of columns.entries()) {
    const over = total(widths) - limit;
    const full = widths[i] ?? 0;
    if (over > 0 && shrinks) widths[i] = Math.min(full, Math.max(narrowest, full - over));
  }
  return widths;
}

/** The first cell whole, since it is what people copy, and the others wrapped below it. */
function stackedRows<Row>(rows: readonly Row[], columns: readonly Column<Row>[], limit: number): string[] {
  const [first, ...others] = columns;
  if (!first) return [];
  return rows.flatMap((row) => {
    const rest = others.map(({ title, text }) => `${title} ${printable(text(row))}`).join(gap);
    return [printable(first.text(row)), ...wrapped(rest, limit - gap.length).map((line) => gap + line)];
  });
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, 0) + gap.length * (widths.length - 1);
}
