import type { HistoryThread } from './history/history.ts';
import { NamedRuntimeError } from './language/task-error.ts';
import type { Step, StepOutcome } from './step.ts';

/** Names the state in the cause of a runtime error, as AWS does. */
export function named(outcome: StepOutcome, thrown: unknown, state: string, entered: number): StepOutcome {
  if (outcome.kind !== 'failed' || outcome.error !== 'States.Runtime') return outcome;
  if (thrown instanceof NamedRuntimeError) return outcome;
  const where = `state '${state}' (entered at the event id #${entered})`;
  return { ...outcome, cause: `An error occurred while executing the ${where}. ${outcome.cause ?? ''}` };
}

/** Returns the error with which the state around a failed one fails. */
export function thrownBy(
  { thrown }: Step,
  { error, cause = '' }: Extract<StepOutcome, { kind: 'failed' }>,
): unknown {
  const isRuntime = thrown instanceof Error && thrown.name === 'States.Runtime' && error === thrown.name;
  return isRuntime ? new NamedRuntimeError(cause) : thrown;
}

/** Returns the step of a state that the definition no longer has. */
export function missingState(name: string, thread: HistoryThread): Step {
  const cause = `The state machine no longer has the state "${name}".`;
  const failure: StepOutcome = { kind: 'failed', error: 'States.Runtime', cause };
  return { outcome: named(failure, undefined, name, thread.history.lastId + 1), counts: {} };
}
