import { parseArgs } from 'node:util';
import { faultKinds } from './faults.ts';
import { runSchedule, type ScheduleResult } from './schedule.ts';

/**
 * Runs schedules of the simulation, one after the other, and prints their results:
 * `npm run simulate -- [--schedules 1000] [--seed 1] [--from 0] [--only <number>] [--first] [--json]`. `--from` is the
 * number of the first schedule. `--first` ends at the first schedule in which anything does not hold. `--json` prints
 * one JSON object for a program. Fails if anything did not hold and, over a thousand schedules or more, if a fault was
 * never met.
 */
const { values } = parseArgs({
  options: {
    schedules: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
    from: { type: 'string', default: '0' },
    only: { type: 'string' },
    first: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const only = values.only === undefined ? null : Number(values.only);
const schedules = Number(values.schedules);
const from = Number(values.from);

// The interpreter throws an error for each path it reads; nobody reads their stacks.
if (only === null) Error.stackTraceLimit = 0;

const hits = new Map<string, number>();
const statuses = new Map<string, number>();
const ends = new Map<string, number>();
const total = { voices: 0, billed: 0, events: 0, states: 0 };
const broken: number[] = [];
const begun = performance.now();
const numbers = only === null ? Array.from({ length: schedules }, (_, index) => from + index) : [only];
for (const number of numbers) {
  const result = await runSchedule(seed * 1_000_003 + number);
  count(result);
  if (only !== null) for (const stretch of result.stretches) say(stretch);
  if (result.violations.length === 0) continue;
  broken.push(number);
  for (const violation of result.violations.slice(0, 10)) complain(`schedule ${number}: ${violation}`);
  complain(`  again: npm run simulate -- --seed ${seed} --only ${number}`);
  if (values.first) break;
}
const seconds = (performance.now() - begun) / 1_000;
const never = faultKinds.filter((kind) => !hits.has(kind));
const summary = { schedules: numbers.length, seed, seconds: Math.round(seconds * 10) / 10, ...total };
if (values.json) say(JSON.stringify({ ...summary, faults: Object.fromEntries(hits), broken }));
else {
  say(JSON.stringify(summary));
  say(`statuses: ${listOf(statuses)}`);
  say(`executions: ${listOf(ends)}`);
  say(`faults: ${listOf(hits)}`);
  say(`violations: ${broken.length}`);
}
if (numbers.length >= 1_000 && never.length > 0) {
  complain(`never hit: ${never.join(', ')}`);
  process.exitCode = 1;
}
if (broken.length > 0) process.exitCode = 1;

function count(result: ScheduleResult): void {
  total.voices += result.voices;
  total.billed += result.billed;
  total.events += result.events;
  total.states += result.states;
  for (const status of result.statuses) statuses.set(status, (statuses.get(status) ?? 0) + 1);
  for (const end of result.ends) ends.set(end, (ends.get(end) ?? 0) + 1);
  for (const [kind, times] of Object.entries(result.hits)) hits.set(kind, (hits.get(kind) ?? 0) + times);
}

function listOf(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([name, times]) => `${name} ${times}`).join('; ');
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}
