/**
 * Requests many voices at once, with and without the budget for the provider account's rate. All variants run in one
 * process, in virtual time, on the synthesized state machine with the stack's own functions.
 * `npm run bench:burst -- [--requests 1000,3000]`.
 */
import { parseArgs } from 'node:util';
import { type Burst, createAtOnce } from '../burst.ts';
import { asSynthesized, type Deployment } from '../simulated-account.ts';
import { halfShare, withConcurrency, withoutBudget } from './burst/deployments.ts';

type Row = readonly (string | number)[];

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

interface Variant {
  readonly name: string;
  /** Deployments that use one account of the provider. */
  readonly deployments: readonly Deployment[];
  /** True for a variant that runs with the first number of requests only. */
  readonly once?: true;
}

const variants: readonly Variant[] = [
  { name: 'no budget', deployments: [withoutBudget] },
  { name: 'no budget, `createConcurrency: 10`', deployments: [withConcurrency(10)], once: true },
  { name: 'no budget, `createConcurrency: 30`', deployments: [withConcurrency(30)], once: true },
  { name: 'this stack', deployments: [asSynthesized] },
  { name: 'two stacks, no budget', deployments: [withoutBudget, withoutBudget], once: true },
  { name: 'two stacks, `providerShare: 0.5` each', deployments: [halfShare, halfShare] },
];

const columns = [
  'requests',
  'variant',
  'creates sent',
  'answered 429',
  'made',
  'FAILED',
  'last made',
  'relative to 10 a second',
  'seconds above 10',
  'fullest second',
];

/**
 * Runs the variants with each number of requests.
 *
 * @param onRow called with each row as soon as it is complete
 */
export async function run(
  numbers: readonly number[] = [1_000, 3_000],
  onRow: (row: Row) => void = () => undefined,
): Promise<Table> {
  const rows: Row[] = [];
  for (const requests of numbers) {
    for (const { name, deployments, once } of variants) {
      if (once && requests !== numbers[0]) continue;
      const row = [requests, name, ...cellsOf(await createAtOnce({ requests, deployments }))];
      rows.push(row);
      onRow(row);
    }
  }
  return { columns, rows };
}

function cellsOf(burst: Burst): Row {
  const { calls, creates, throttled, made, failed, lastMadeSeconds, shortestSeconds } = burst;
  return [
    creates,
    `${((100 * throttled) / calls).toFixed(1)} %`,
    made,
    failed,
    `${lastMadeSeconds.toFixed(1)} s`,
    `${(lastMadeSeconds / shortestSeconds).toFixed(2)} ×`,
    burst.secondsOver,
    burst.fullest,
  ];
}

const { values } = parseArgs({ options: { requests: { type: 'string', default: '1000,3000' } } });
Error.stackTraceLimit = 0;
const print = (row: Row) => process.stdout.write(`| ${row.join(' | ')} |\n`);
print(columns);
print(columns.map((_, index) => (index === 1 ? '---' : '---:')));
await run(values.requests.split(',').map(Number), print);
