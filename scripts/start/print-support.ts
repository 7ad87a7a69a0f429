import type { SupportRow } from '../../local/assembly/support-table.ts';

const headings = { refused: 'refused:', ignored: 'ignored by the local stack:' } as const;

/** Prints the refused and the ignored template properties with their reasons, then the supported ones. */
export function printSupport(rows: readonly SupportRow[], print: (line: string) => void): void {
  for (const supportClass of ['refused', 'ignored'] as const) {
    const reasons = Map.groupBy(
      rows.filter((row) => row.class === supportClass),
      ({ type, property, reason }) => `  ${type} ${property}\n    ${reason}`,
    );
    if (reasons.size === 0) continue;
    print(headings[supportClass]);
    for (const [text, { length }] of [...reasons].sort())
      print(`${text}${length > 1 ? ` (${length} times)` : ''}`);
    print('');
  }
  const supported = rows.filter((row) => row.class === 'supported');
  print('supported as on AWS:');
  const byType = Map.groupBy(supported, ({ type }) => type);
  for (const [type, typeRows] of [...byType].sort()) {
    print(`  ${type}: ${[...new Set(typeRows.map(({ property }) => property))].sort().join(', ')}`);
  }
}
