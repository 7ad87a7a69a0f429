import type { Terminal } from './terminal.ts';
import { fitted, padded, printable, width } from './text.ts';

export interface Column<Row> {
  readonly title: string;
  readonly text: (row: Row) => string;
  /** Gives way where the terminal is narrow. */
  readonly shrinks?: boolean;
  readonly paint?: (text: string, row: Row) => string;
}

const gap = '  ';
const narrowest = 8;

/** Rows under their titles, in as many columns as the terminal has. */
export function tableLines<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  available: Terminal['columns'],
): string[] {
  const texts = rows.map((row) => columns.map(({ text }) => printable(text(row))));
  const widths = columns.map(({ title }, i) =>
    Math.max(width(title), ...texts.map((cells) => width(cells[i] ?? ''))),
  );
  const over = total(widths) - (available ?? Number.POSITIVE_INFINITY);
  const giving = columns.findIndex(({ shrinks }) => shrinks);
  if (over > 0 && giving >= 0) widths[giving] = Math.max(narrowest, (widths[giving] ?? 0) - over);
  const line = (cells: readonly string[], row?: Row) =>
    cells
      .map((cell, i) => {
        const fit = padded(fitted(cell, widths[i] ?? 0), widths[i] ?? 0);
        const paint = columns[i]?.paint;
        return row !== undefined && paint ? paint(fit, row) : fit;
      })
      .join(gap)
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map((row, i) => line(texts[i] ?? [], row))];
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, 0) + gap.length * (widths.length - 1);
}
