import type { ExecutionRow } from './execution-store.ts';
import { checkPayload, TaskError } from './language/task-error.ts';
import type { Counts, Machine, StepOutcome, Task, WorkflowType } from './machine.ts';

/** Step Functions' quota for history events. A Standard execution that reaches it fails. An Express one has no history. */
const maxHistoryEvents = 25_000;
/** The maximum duration of an Express execution. */
const maxExpressSeconds = 300;

/** Returns the maximum duration of an execution, or undefined if it has none. */
export function maxSecondsOf({ definition, type }: Machine): number | undefined {
  const { TimeoutSeconds } = definition;
  const own = typeof TimeoutSeconds === 'number' ? TimeoutSeconds : undefined;
  return type === 'EXPRESS' ? Math.min(own ?? maxExpressSeconds, maxExpressSeconds) : own;
}

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
export function withinLimits(row: ExecutionRow, outcome: StepOutcome, type: WorkflowType): StepOutcome {
  if (outcome.kind !== 'next' && outcome.kind !== 'ended') return outcome;
  try {
    checkPayload(outcome.output, `The output of the state "${row.state}"`);
  } catch (error) {
    if (error instanceof TaskError) return { kind: 'failed', error: error.name, cause: error.message };
    throw error;
  }
  const hasHistory = type === 'STANDARD' && outcome.kind === 'next';
  if (!hasHistory || row.historyEvents < maxHistoryEvents) return outcome;
  const cause = `The execution reached the maximum number of history events (${maxHistoryEvents}).`;
  return { kind: 'failed', error: 'States.Runtime', cause };
}
