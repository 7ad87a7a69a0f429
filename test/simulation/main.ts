import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { aliasSituations } from './alias-watch.ts';
import { situations } from './audition-watch.ts';
import { choiceSituations } from './choice-watch.ts';
import { faultKinds } from './faults.ts';
import { runSchedules, type Schedules } from './schedules.ts';
import { addResult, newTotals, readTotals, writeTotals } from './totals.ts';
import { runWhole } from './whole/run.ts';

const help = `Runs schedules of the simulation and prints their results.

  npm run simulate -- [options]

  --schedules <n>   Number of schedules. Default: 1000.
  --budget <s>      Run schedules for this number of seconds instead.
  --state <file>    Continue after the schedules of this file, and add the results to it.
  --from <n>        Number of the first schedule. Default: 0.
  --numbers <list>  Run the schedules of these numbers instead, for example 3,12,40.
  --only <n>        Run this schedule alone, and print its outages.
  --seed <n>        Seed of all schedules. Default: 1.
  --again <n>       Run the first n schedules a second time, and compare their traces. Default: 0.
  --first           Stop at the first schedule with a violation.
  --processes <n>   Number of processes. Default: one for each core.
  --json            Print one JSON object.
  --whole           Run one request instead, with every single fault and with pairs of faults.
                    With --budget, --state, --pairs and --sample.
  --pairs <n>       Number of pairs of faults. Default: all.
  --sample          Run one single fault of each kind instead of every one.

Each schedule has a trace: a hash of everything that happened in it. The same seed and number give the same trace.
The exit code is 1 if a schedule has a violation or a second trace, or if 1,000 schedules or more miss a kind of fault
or a situation of auditions.
`;

const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1000' },
    budget: { type: 'string' },
    state: { type: 'string' },
    from: { type: 'string', default: '0' },
    only: { type: 'string' },
    seed: { type: 'string', default: '1' },
    again: { type: 'string', default: '0' },
    first: { type: 'boolean', default: false },
    processes: { type: 'string', default: String(availableParallelism()) },
    json: { type: 'boolean', default: false },
    numbers: { type: 'string' },
    whole: { type: 'boolean', default: false },
    pairs: { type: 'string' },
    sample: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});
const seed = Number(values.seed);
const only = values.only === undefined ? null : Number(values.only);
const first = only ?? Number(values.from);
const total =
  values.state === undefined || values.whole ? newTotals(seed, first) : readTotals(values.state, seed, first);

// The interpreter throws an error for each path that it reads. Their stacks would take a third of the time.
if (only === null) Error.stackTraceLimit = 0;

const traces = new Map<number, string>();
const unstable: number[] = [];

if (values.help) print(help);
else if (values.whole) {
  const { budget = 'Infinity', pairs = 'Infinity', state, sample: isSample } = values;
  const limits = { budget: Number(budget), maxPairs: Number(pairs) };
  if (!(await runWhole({ ...limits, isSample, state, print }))) process.exitCode = 1;
} else await run();

async function run(): Promise<void> {
  const begun = performance.now();
  await runSchedules(schedulesOf(numbers(begun, total.next)), (number, { result, cpuSeconds }) => {
    addResult(total, number, result);
    total.cpuSeconds += cpuSeconds;
    traces.set(number, result.trace);
    if (only !== null) for (const stretch of result.stretches) print(stretch);
    if (!values.json) print(`schedule ${number}: trace ${result.trace}`);
    if (result.violations.length === 0) return true;
    reportViolations(number, result.violations);
    return !values.first;
  });
  total.seconds += (performance.now() - begun) / 1_000;
  if (values.state !== undefined) writeTotals(values.state, total);
  const again = [...traces.keys()].toSorted((a, b) => a - b).slice(0, Number(values.again));
  await runSchedules(schedulesOf(again), (number, { result }) => {
    if (result.trace !== traces.get(number)) reportUnstable(number, result.trace);
    return true;
  });
  printSummary();
}

function schedulesOf(chosen: Iterable<number>): Schedules {
  return { numbers: chosen, seedOf, processes: only === null ? Number(values.processes) : 1 };
}

/** Yields the number of each schedule to run. */
function* numbers(begun: number, from: number): Generator<number> {
  if (values.numbers !== undefined) return yield* values.numbers.split(',').map(Number);
  const end = begun + Number(values.budget) * 1_000;
  const count = only === null ? Number(values.schedules) : 1;
  for (let index = 0; values.budget === undefined ? index < count : performance.now() < end; index += 1)
    yield from + index;
}

function seedOf(number: number): number {
  return seed * 1_000_003 + number;
}

function reportUnstable(number: number, trace: string): void {
  unstable.push(number);
  printError(`schedule ${number}: trace ${trace} in the second run`);
}

function reportViolations(number: number, violations: readonly string[]): void {
  for (const violation of violations.slice(0, 10)) printError(`schedule ${number}: ${violation}`);
  printError(`  To repeat it: npm run simulate -- --seed ${seed} --only ${number}`);
}

function printSummary(): void {
  const { schedules, voices, billed, events, states, cpuSeconds, broken, faults } = total;
  const seconds = Math.round(total.seconds * 10) / 10;
  const schedulesPerCpuSecond = Math.round((schedules / cpuSeconds) * 100) / 100;
  const summary = { schedules, seed, seconds, schedulesPerCpuSecond, voices, billed, events, states };
  const missed = [
    ...faultKinds.filter((kind) => !(kind in faults)),
    ...[...situations, ...aliasSituations, ...choiceSituations].filter((each) => !(each in total.situations)),
  ];
  if (values.json) {
    print(
      JSON.stringify({
        ...summary,
        missed,
        broken: broken.toSorted((a, b) => a - b),
        unstable,
        traces: Object.fromEntries(traces),
      }),
    );
  } else {
    print(JSON.stringify(summary));
    print(`statuses: ${listOf(total.statuses)}`);
    print(`executions: ${listOf(total.executions)}`);
    print(`waiting: ${listOf(total.waiting)}; events of the longest execution ${total.longestHistory}`);
    print(`faults: ${listOf(faults)}`);
    print(`auditions: ${listOf(total.situations)}`);
    print(`violations: ${broken.length}`);
  }
  const isIncomplete = schedules >= 1_000 && missed.length > 0;
  if (isIncomplete) printError(`faults and situations that never occurred: ${missed.join(', ')}`);
  if (isIncomplete || broken.length > 0 || unstable.length > 0) process.exitCode = 1;
}

function listOf(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, times]) => `${name} ${times}`)
    .join('; ');
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}
