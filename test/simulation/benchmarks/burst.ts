/**
 * Requests many voices at once, with and without the budget for the provider account's rate. All variants run in one
 * process, in virtual time, on the synthesized state machine with the stack's own functions.
 * `npm run bench:burst -- [--requests 1000,3000]`.
 */
import { parseArgs } from 'node:util';
import { type Burst, createAtOnce } from '../burst.ts';
import { asSynthesized, type Deployment } from '../simulated-account.ts';
import { halfShare, withConcurrency, withoutBudget } from './burst/deployments.ts';

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

const variants: readonly (readonly [name: string, deployments: readonly Deployment[]])[] = [
  ['no budget', [withoutBudget]],
  ['no budget, `createConcurrency: 10`', [withConcurrency(10)]],
  ['no budget, `createConcurrency: 30`', [withConcurrency(30)]],
  ['this stack', [asSynthesized]],
  ['two stacks, no budget', [withoutBudget, withoutBudget]],
  ['two stacks, `providerShare: 0.5` each', [halfShare, halfShare]],
];

/** Runs every variant with each number of requests. */
export async function run(numbers: readonly number[] = [1_000, 3_000]): Promise<Table> {
  const rows: (string | number)[][] = [];
  for (const requests of numbers) {
    for (const [name, deployments] of variants) {
      const burst = await createAtOnce({ requests, deployments });
      rows.push([requests, name, ...cellsOf(burst)]);
    }
  }
  return {
    columns: [
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
    ],
    rows,
  };
}

function cellsOf(burst: Burst): (string | number)[] {
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
const { columns, rows } = await run(values.requests.split(',').map(Number));
const lines = [columns, columns.map((_, index) => (index < 2 ? '---' : '---:')), ...rows];
for (const line of lines) process.stdout.write(`| ${line.join(' | ')} |\n`);
