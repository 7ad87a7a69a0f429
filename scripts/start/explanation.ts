import type { SupportRow } from '../../local/assembly/support.ts';

/** Prints what of the template has no meaning here, or is refused, and why; then what is honoured. */
export function printExplanation(rows: readonly SupportRow[], print: (line: string) => void): void {
  for (const supportClass of ['refused', 'no meaning on a laptop'] as const) {
    const reasons = Map.groupBy(
      rows.filter((row) => row.class === supportClass),
      ({ type, property, reason }) => `  ${type} ${property}\n    ${reason}`,
    );
    if (reasons.size === 0) continue;
    print(`${supportClass}:`);
    for (const [text, { length }] of [...reasons].sort())
      print(`${text}${length > 1 ? ` (${length} times)` : ''}`);
    print('');
  }
  const honoured = rows.filter((row) => row.class === 'honoured');
  print('honoured, as on AWS:');
  const byType = Map.groupBy(honoured, ({ type }) => type);
  for (const [type, own] of [...byType].sort()) {
    print(`  ${type}: ${[...new Set(own.map(({ property }) => property))].sort().join(', ')}`);
  }
}
