import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { runSchedule, type ScheduleResult } from './schedule.ts';

/** The result of a schedule, and the CPU time that it took. */
export interface MeasuredSchedule {
  readonly result: ScheduleResult;
  readonly cpuSeconds: number;
}

/** Runs the schedule of a seed in this process. */
export async function measuredSchedule(seed: number): Promise<MeasuredSchedule> {
  const before = process.cpuUsage();
  const result = await runSchedule(seed);
  const { user, system } = process.cpuUsage(before);
  return { result, cpuSeconds: (user + system) / 1e6 };
}

/** The schedules to run. */
export interface Schedules {
  readonly numbers: Iterable<number>;
  seedOf(number: number): number;
  /** A single process is this one. */
  readonly processes: number;
}

/**
 * Runs schedules in a number of processes, each of which takes the next number when it has ended a schedule.
 *
 * @param seen receives each result. After it has returned false, no schedule begins
 * @throws Error if a process ends before its schedule
 */
export async function runSchedules(
  { numbers, seedOf, processes }: Schedules,
  seen: (number: number, measured: MeasuredSchedule) => boolean,
): Promise<void> {
  const waiting = numbers[Symbol.iterator]();
  let isRunning = true;
  const runAll = async (run: (seed: number) => Promise<MeasuredSchedule>) => {
    while (isRunning) {
      const next = waiting.next();
      if (next.done === true) return;
      const isWanted = seen(next.value, await run(seedOf(next.value)));
      isRunning &&= isWanted;
    }
  };
  if (processes === 1) return runAll(measuredSchedule);
  await Promise.all(Array.from({ length: processes }, () => inProcess(runAll)));
}

async function inProcess(use: (run: (seed: number) => Promise<MeasuredSchedule>) => Promise<void>) {
  // JSON would lose the map of a result.
  const child = fork(join(import.meta.dirname, 'schedule-process.ts'), { serialization: 'advanced' });
  const ended = failureOf(child);
  ended.catch(() => {});
  try {
    await use(async (seed) => {
      child.send(seed);
      const [measured] = await Promise.race([once(child, 'message'), ended]);
      return measured;
    });
  } finally {
    child.kill();
  }
}

async function failureOf(child: ChildProcess): Promise<never> {
  const [code] = await once(child, 'exit');
  throw new Error(`A process of the simulation ended with exit code ${code}.`);
}
