import type { SupportRow } from '../../local/assembly/support-table.ts';

const headings = { refused: 'refused:', ignored: 'ignored on a laptop:' } as const;

/** Prints the properties that are refused or ignored, with the reasons, and then the supported ones. */
export function printExplanation(rows: readonly SupportRow[], print: (line: string) => void): void {
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
  print('supported, as on AWS:');
  const byType = Map.groupBy(supported, ({ type }) => type);
  for (const [type, own] of [...byType].sort()) {
    print(`  ${type}: ${[...new Set(own.map(({ property }) => property))].sort().join(', ')}`);
  }
}
