import type { ExecutionRow } from './execution-store.ts';
import { fitsPayload, resultTooLarge } from './language/task-error.ts';
import type { Machine } from './machine.ts';
import type { Step, StepOutcome, WorkflowType } from './step.ts';

/**
 * Step Functions' quota for history events. The last one is the failure of the execution, so a Standard execution has one
 * event less for its states. An Express one has no history. https://github.com/floci-io/floci/issues/2734
 */
const maxHistoryEvents = 25_000;
/** The maximum duration of an Express execution. */
const maxExpressSeconds = 300;

/** Returns the maximum duration of an execution, or undefined if it has none. */
export function maxSecondsOf({ definition, type }: Machine): number | undefined {
  const { TimeoutSeconds } = definition;
  const own = typeof TimeoutSeconds === 'number' ? TimeoutSeconds : undefined;
  return type === 'EXPRESS' ? Math.min(own ?? maxExpressSeconds, maxExpressSeconds) : own;
}

/** Adds a state that has ended to the execution. @param lastEventId the id of its last event */
export function withStep(row: ExecutionRow, step: Step, lastEventId: number): ExecutionRow {
  const counts = { ...row.counts };
  for (const [key, count] of Object.entries(step.counts)) counts[key] = (counts[key] ?? 0) + count;
  return { ...row, counts, historyEvents: lastEventId - 1 };
}

/** Returns the id of the last event before the execution enters its state. The first event is the start of the execution. */
export function lastEventIdOf({ historyEvents }: ExecutionRow): number {
  return historyEvents + 1;
}

/** Checks that the history has room for the first event of a task, so that the task is not called otherwise. */
export function hasRoomForTask(lastEventId: number, type: WorkflowType): boolean {
  return type === 'EXPRESS' || lastEventId + 1 < maxHistoryEvents;
}

/** Fails an execution whose state output or history exceeds a limit. No Catch applies to these failures. */
export function withinLimits(row: ExecutionRow, outcome: StepOutcome, type: WorkflowType): StepOutcome {
  if (outcome.kind !== 'next' && outcome.kind !== 'ended') return outcome;
  if (!fitsPayload(outcome.output)) {
    return { kind: 'failed', error: 'States.DataLimitExceeded', cause: resultTooLarge(row.state) };
  }
  // The next event is the entry of a state, or the end of the execution, which may be the last one.
  const next = lastEventIdOf(row) + 1;
  const hasRoom = outcome.kind === 'next' ? next < maxHistoryEvents : next <= maxHistoryEvents;
  return type === 'EXPRESS' || hasRoom ? outcome : historyFull();
}

/** The failure of an execution whose history is full. */
export function historyFull(): Extract<StepOutcome, { kind: 'failed' }> {
  const cause = `The execution reached the maximum number of history events (${maxHistoryEvents}).`;
  return { kind: 'failed', error: 'States.Runtime', cause };
}
