import type { HistoryThread } from './history/history.ts';
import type { TaskTimes } from './history/task-attempt.ts';
import type { Json } from './language/definition.ts';

export type WorkflowType = 'STANDARD' | 'EXPRESS';

export interface Task {
  readonly state: string;
  readonly resource: string;
  /** True for a task inside a Map or Parallel state. */
  readonly nested: boolean;
  readonly input: Json;
  readonly times: TaskTimes;
  /** True for a task that waits for an answer for its token. */
  readonly callback: boolean;
  readonly thread: HistoryThread;
  /** Aborts when the state is ended from outside. */
  readonly signal: AbortSignal;
}

/** The value of `$$.Map.Item`. */
export interface ItemContext {
  readonly Index: number;
  readonly Value: Json;
}

export interface StepRequest {
  readonly state: string;
  readonly input: Json;
  /** The value of `$$.Execution`. */
  readonly execution: Readonly<Record<string, Json>>;
  /** The value of `$$.StateMachine`. */
  readonly stateMachine: Readonly<Record<string, Json>>;
  /** The value of `$$.Map.Item`, in the selector of an item. */
  readonly item?: ItemContext;
  /** The time at which the state is entered, in milliseconds since 1970. */
  readonly enteredAt: number;
  /** Returns the time at which a state inside a Map or Parallel state is entered. */
  readonly now: () => number;
  /** True for a state inside a Map or Parallel state. */
  readonly nested: boolean;
  readonly thread: HistoryThread;
  /** Returns the value of `$$.Task.Token` for the next attempt. */
  readonly taskToken: () => string;
  /** @throws TaskError */
  readonly runTask: (task: Task) => Promise<Json>;
  readonly signal: AbortSignal;
}

export type StepOutcome =
  | { readonly kind: 'next'; readonly state: string; readonly output: Json }
  | { readonly kind: 'ended'; readonly output: Json }
  | { readonly kind: 'failed'; readonly error?: string; readonly cause?: string }
  | { readonly kind: 'aborted' };

/** The number of events of each type and state, with keys such as `StateRetried Create the voice`. */
export type Counts = Readonly<Record<string, number>>;

export interface Step {
  readonly outcome: StepOutcome;
  readonly counts: Counts;
  /** The error of a failed state, with which a Map or Parallel state around it fails. */
  readonly thrown?: unknown;
}
