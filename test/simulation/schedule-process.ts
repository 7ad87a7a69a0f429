/** A process of `npm run simulate`. Runs the schedule of each seed that it receives, and sends the result. */
import { measuredSchedule } from './schedules.ts';

// As in test/simulation/main.ts, the interpreter's errors need no stacks.
Error.stackTraceLimit = 0;

process.on('message', async (seed: number) => {
  process.send?.(await measuredSchedule(seed));
});
