import type { Capacity, DryRun } from '../../client/types.ts';
import type { Terminal } from './terminal.ts';
import { padEnd, printable } from './text.ts';

/** Formats the result of a dry run. @param title the beginning of the first line */
export function dryRunLines(terminal: Terminal, title: string, dryRun: DryRun): string[] {
  const { valid, warnings, advice, cost, capacity } = dryRun;
  const line = (name: string, text: string) => `  ${padEnd(name, 8)} ${printable(text)}`;
  const price = cost.amount === null ? '' : `${cost.currency} ${cost.amount}. `;
  return [
    `${title}${valid ? terminal.paint('green', 'valid') : terminal.paint('red', 'would be refused')}`,
    ...warnings.map(({ code, message }) => line('warning', `${code}: ${message}`)),
    ...advice.map(({ code, message }) => line('advice', `${code}: ${message}`)),
    line('cost', `${price}${cost.basis}`),
    line('places', placesText(capacity)),
  ];
}

function placesText({ family, scope, used, limit, inFlight }: Capacity): string {
  const list = `the family ${family} in the scope ${scope}`;
  if (used === null || limit === null) return `${list} is not counted yet`;
  return `${Math.max(0, limit - used - inFlight)} of ${limit} free for ${list}`;
}
