import type { ExecutionRow } from './execution-store.ts';
import { checkPayload, TaskError } from './language/task-error.ts';
import type { Counts, StepOutcome, Task } from './machine.ts';

/** Step Functions' quota for history events. An execution that reaches it fails. */
const maxHistoryEvents = 25_000;
/** A task adds three events: scheduled, started, and succeeded or failed. One with a token adds that it was submitted. */
export function eventsOf({ callback }: Pick<Task, 'callback'>): number {
  return callback === undefined ? 3 : 4;
}

/** Adds the event counts of a state to the execution. */
export function withCounts(row: ExecutionRow, added: Counts, taskEvents: number): ExecutionRow {
  const counts = { ...row.counts };
  let events = taskEvents;
  for (const [key, count] of Object.entries(added)) {
    counts[key] = (counts[key] ?? 0) + count;
    if (key.startsWith('StateEntered ') || key.startsWith('StateExited ')) events += count;
  }
  return { ...row, counts, historyEvents: row.historyEvents + events };
}

/** Fails an execution whose state output or history exceeds a limit. No Catch applies to these failures. */
export function withinLimits(row: ExecutionRow, outcome: StepOutcome): StepOutcome {
  if (outcome.kind !== 'next' && outcome.kind !== 'ended') return outcome;
  try {
    checkPayload(outcome.output, `The output of the state "${row.state}"`);
  } catch (error) {
    if (error instanceof TaskError) return { kind: 'failed', error: error.name, cause: error.message };
    throw error;
  }
  if (outcome.kind === 'ended' || row.historyEvents < maxHistoryEvents) return outcome;
  const cause = `The execution reached the maximum number of history events (${maxHistoryEvents}).`;
  return { kind: 'failed', error: 'States.Runtime', cause };
}
