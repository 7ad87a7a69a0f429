import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { z } from 'zod';
import type { ScheduleResult } from './schedule.ts';

const counts = z.record(z.string(), z.number());
const totals = z.object({
  seed: z.number(),
  /** Number of the next schedule. */
  next: z.number(),
  schedules: z.number().default(0),
  seconds: z.number().default(0),
  cpuSeconds: z.number().default(0),
  voices: z.number().default(0),
  billed: z.number().default(0),
  events: z.number().default(0),
  states: z.number().default(0),
  longestHistory: z.number().default(0),
  statuses: counts.default({}),
  executions: counts.default({}),
  waiting: counts.default({}),
  faults: counts.default({}),
  situations: counts.default({}),
  /** Schedules with a violation. */
  broken: z.array(z.number()).default([]),
});

/** Results of schedules, in one or more runs of the command. */
export type Totals = z.infer<typeof totals>;

export function newTotals(seed: number, next: number): Totals {
  return totals.parse({ seed, next });
}

/** Returns the totals in a file; new ones if there is no file. @throws Error for totals of another seed */
export function readTotals(file: string, seed: number, next: number): Totals {
  if (!existsSync(file)) return newTotals(seed, next);
  const found = totals.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (found.seed !== seed) throw new Error(`${file} has results of the seed ${found.seed}, not of ${seed}`);
  return found;
}

/** Writes totals to a file, which is complete at every moment. */
export function writeTotals(file: string, found: Totals): void {
  writeFileSync(`${file}.new`, JSON.stringify(found));
  renameSync(`${file}.new`, file);
}

/** Adds the result of a schedule. Schedules may end in another order than that of their numbers. */
export function addResult(to: Totals, number: number, result: ScheduleResult): void {
  to.next = Math.max(to.next, number + 1);
  to.schedules += 1;
  for (const name of ['voices', 'billed', 'events', 'states'] as const) to[name] += result[name];
  to.longestHistory = Math.max(to.longestHistory, result.longestHistory);
  for (const status of result.statuses) add(to.statuses, status, 1);
  for (const end of result.ends) add(to.executions, end, 1);
  for (const [name, times] of Object.entries(result.waiting)) add(to.waiting, name, times);
  for (const [name, times] of Object.entries(result.hits)) add(to.faults, name, times);
  for (const [name, times] of result.situations) add(to.situations, name, times);
  if (result.violations.length > 0) to.broken.push(number);
}

function add(to: Record<string, number>, name: string, times: number): void {
  to[name] = (to[name] ?? 0) + times;
}
