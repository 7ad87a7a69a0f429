import { parseArgs } from 'node:util';
import { aliasSituations } from './alias-watch.ts';
import { situations } from './audition-watch.ts';
import { choiceSituations } from './choice-watch.ts';
import { faultKinds } from './faults.ts';
import { runSchedule, type ScheduleResult } from './schedule.ts';

const help = `Runs schedules of the simulation one after another and prints their results.

  npm run simulate -- [options]

  --schedules <n>   Number of schedules. Default: 1000.
  --from <n>        Number of the first schedule. Default: 0.
  --only <n>        Run this schedule alone, and print its outages.
  --seed <n>        Seed of all schedules. Default: 1.
  --again <n>       Run the first n schedules a second time, and compare their traces. Default: 0.
  --first           Stop at the first schedule with a violation.
  --json            Print one JSON object.

Each schedule has a trace: a hash of everything that happened in it. The same seed and number give the same trace.
The exit code is 1 if a schedule has a violation or a second trace, or if 1,000 schedules or more miss a kind of fault
or a situation of auditions.
`;

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1000' },
    from: { type: 'string', default: '0' },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    again: { type: 'string', default: '0' },
    first: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const seed = Number(values.seed);
const only = values.only === undefined ? null : Number(values.only);
const from = Number(values.from);
const numbers =
  only === null ? Array.from({ length: Number(values.schedules) }, (_, index) => from + index) : [only];

// The interpreter throws an error for each path that it reads. Their stacks would take a third of the time.
if (only === null) Error.stackTraceLimit = 0;

const hits = new Map<string, number>();
const statuses = new Map<string, number>();
const ends = new Map<string, number>();
const met = new Map<string, number>();
const traces = new Map<number, string>();
const total = { voices: 0, billed: 0, events: 0, states: 0 };
const waiting = new Map<string, number>();
let longestHistory = 0;
const broken: number[] = [];
const unstable: number[] = [];

if (values.help) print(help);
else await run();

async function run(): Promise<void> {
  const begun = performance.now();
  for (const number of numbers) {
    const result = await runSchedule(seedOf(number));
    count(result);
    traces.set(number, result.trace);
    if (only !== null) for (const stretch of result.stretches) print(stretch);
    if (!values.json) print(`schedule ${number}: trace ${result.trace}`);
    if (result.violations.length === 0) continue;
    reportViolations(number, result.violations);
    if (values.first) break;
  }
  for (const number of numbers.slice(0, Number(values.again))) await runAgain(number);
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  printSummary({ schedules: traces.size, seed, seconds, ...total });
}

function seedOf(number: number): number {
  return seed * 1_000_003 + number;
}

async function runAgain(number: number): Promise<void> {
  const { trace } = await runSchedule(seedOf(number));
  if (trace === traces.get(number)) return;
  unstable.push(number);
  printError(`schedule ${number}: trace ${trace} in the second run`);
}

function count(result: ScheduleResult): void {
  total.voices += result.voices;
  total.billed += result.billed;
  total.events += result.events;
  total.states += result.states;
  for (const status of result.statuses) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  for (const [situation, times] of result.situations) met.set(situation, (met.get(situation) ?? 0) + times);
  longestHistory = Math.max(longestHistory, result.longestHistory);
  add(waiting, result.waiting);
  for (const end of result.ends) ends.set(end, (ends.get(end) ?? 0) + 1);
  add(hits, result.hits);
}

function add(counts: Map<string, number>, more: Readonly<Record<string, number>>): void {
  for (const [name, times] of Object.entries(more)) counts.set(name, (counts.get(name) ?? 0) + times);
}

function reportViolations(number: number, violations: readonly string[]): void {
  broken.push(number);
  for (const violation of violations.slice(0, 10)) printError(`schedule ${number}: ${violation}`);
  printError(`  To repeat it: npm run simulate -- --seed ${seed} --only ${number}`);
}

function printSummary(summary: Readonly<Record<string, number>>): void {
  if (values.json) {
    const faults = Object.fromEntries(hits);
    print(JSON.stringify({ ...summary, faults, broken, unstable, traces: Object.fromEntries(traces) }));
  } else {
    print(JSON.stringify(summary));
    print(`statuses: ${listOf(statuses)}`);
    print(`executions: ${listOf(ends)}`);
    print(`waiting: ${listOf(waiting)}; events of the longest execution ${longestHistory}`);
    print(`faults: ${listOf(hits)}`);
    print(`auditions: ${listOf(met)}`);
    print(`violations: ${broken.length}`);
  }
  const isLong = traces.size >= 1_000;
  const missed = isLong
    ? [
        ...faultKinds.filter((kind) => !hits.has(kind)),
        ...[...situations, ...aliasSituations, ...choiceSituations].filter((each) => !met.has(each)),
      ]
    : [];
  if (missed.length > 0) printError(`faults and situations that never occurred: ${missed.join(', ')}`);
  if (missed.length > 0 || broken.length > 0 || unstable.length > 0) process.exitCode = 1;
}

function listOf(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, times]) => `${name} ${times}`).join('; ');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}
