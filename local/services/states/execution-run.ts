import type { Clock } from '../../core/clock.ts';
import type { StorageFailureReporter } from '../../core/ports.ts';
import type { Observer } from '../../core/runner-event.ts';
import { executionArn, executionName, machineArn } from './arns.ts';
import { waitResource } from './compile.ts';
import { parseExecutionInput } from './execution-input.ts';
import {
  enteredEventId,
  eventsOf,
  hasRoomForTask,
  historyFull,
  maxSecondsOf,
  withCounts,
  withinLimits,
} from './execution-limits.ts';
import type { ExecutionEnd, ExecutionRow } from './execution-store.ts';
import type { Json } from './language/definition.ts';
import { RuntimeError } from './language/task-error.ts';
import type { Machine, StepOutcome, Task } from './machine.ts';
import type { TaskRunner } from './task-runner.ts';
import { taskToken } from './task-token.ts';

export interface RunPorts {
  readonly tasks: TaskRunner;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly reportStorageFailure: StorageFailureReporter;
}

/** Records the progress of an execution. */
export interface Journal {
  readonly enter: (row: ExecutionRow) => void;
  readonly end: (row: ExecutionRow, end: ExecutionEnd) => void;
  /** Called after the observer. */
  readonly ended: (row: ExecutionRow) => void;
}

/** An execution that runs, state by state. */
export class ExecutionRun {
  readonly machine: Machine;
  readonly #ports: RunPorts;
  readonly #journal: Journal;
  readonly #controller = new AbortController();
  #row: ExecutionRow;
  #taskEvents = 0;
  #historyFull = false;

  constructor(machine: Machine, row: ExecutionRow, ports: RunPorts, journal: Journal) {
    this.machine = machine;
    this.#row = row;
    this.#ports = ports;
    this.#journal = journal;
  }

  /** The recorded execution, with the current attempt of its task. */
  get row(): ExecutionRow {
    return this.#row;
  }

  /** Runs the execution to its end, or until it is suspended. */
  async run(): Promise<void> {
    this.#scheduleTimeout();
    try {
      await this.#runStates();
    } catch (error) {
      // An execution whose state cannot be recorded keeps its stored state and resumes at the next start.
      if (this.#ports.reportStorageFailure(error)) return;
      this.end({ status: 'FAILED', error: 'States.Runtime', cause: String(error) });
    }
  }

  /** Stops the execution without ending it. */
  suspend(): void {
    this.#controller.abort();
  }

  /** @param stopDate the time of the end, by default now */
  end(end: Omit<ExecutionEnd, 'stopDate' | 'counts'>, stopDate = this.#ports.clock.now()): void {
    if (this.#controller.signal.aborted) return;
    const { machine, name: execution, counts } = this.#row;
    const { observer } = this.#ports;
    const { status, output } = end;
    // AWS names the error of a timed-out execution only in its history.
    const error = status === 'TIMED_OUT' ? 'States.Timeout' : end.error;
    this.#journal.end(this.#row, { ...end, stopDate, counts });
    this.#controller.abort();
    observer({
      kind: 'executionEnded',
      machine,
      execution,
      status,
      ...(error === undefined ? {} : { error }),
      ...(output === undefined ? {} : { output }),
      ...(this.machine.type === 'EXPRESS' ? { express: true } : {}),
    });
    this.#journal.ended(this.#row);
  }

  async #runStates(): Promise<void> {
    const { observer, clock } = this.#ports;
    const { signal } = this.#controller;
    while (!signal.aborted) {
      const row = this.#row;
      observer({ kind: 'stateEntered', machine: row.machine, execution: row.name, state: row.state });
      const step = await this.machine.step({
        state: row.state,
        input: parseExecutionInput(row.stateInput),
        ...contextOf(row),
        enteredTime: iso(row.enteredAt),
        now: () => iso(clock.now()),
        taskToken: () => taskToken(this.#row),
        runTask: (task) => this.#runTask(task),
        signal,
      });
      if (signal.aborted) return;
      const outcome = this.#historyFull ? historyFull() : named(row, step.outcome);
      this.#row = withCounts(row, step, this.#taskEvents);
      this.#taskEvents = 0;
      this.#applyOutcome(withinLimits(this.#row, outcome, this.machine.type));
    }
  }

  /** Runs a task. After the failure of a task with a token, a retry is another attempt, and the token is not valid any more. */
  async #runTask(task: Task): Promise<Json> {
    if (task.resource !== waitResource) {
      this.#historyFull = !hasRoomForTask(this.#row, this.#taskEvents, this.machine.type);
      if (this.#historyFull) throw new RuntimeError('The history is full.');
      this.#taskEvents += eventsOf(task);
    }
    try {
      return await this.#ports.tasks.run(this.#row, task, this.#controller.signal);
    } catch (error) {
      if (task.callback) this.#row = { ...this.#row, taskAttempt: this.#row.taskAttempt + 1 };
      throw error;
    }
  }

  #applyOutcome(outcome: StepOutcome): void {
    switch (outcome.kind) {
      case 'next':
        this.#row = {
          ...this.#row,
          state: outcome.state,
          stateInput: JSON.stringify(outcome.output),
          enteredAt: this.#ports.clock.now(),
          waitUntil: null,
          taskAttempt: 0,
          taskSubmitted: 0,
          taskAnswer: null,
          heartbeatMs: null,
          heartbeatUntil: null,
        };
        this.#journal.enter(this.#row);
        break;
      case 'ended':
        this.end({ status: 'SUCCEEDED', output: JSON.stringify(outcome.output) });
        break;
      case 'failed':
        this.end({ status: 'FAILED', error: outcome.error, cause: outcome.cause });
        break;
      case 'aborted':
        break;
    }
  }

  /** Applies the maximum duration, which counts from the execution's start. The time scale does not affect it. */
  #scheduleTimeout(): void {
    const maxSeconds = maxSecondsOf(this.machine);
    if (maxSeconds === undefined) return;
    const { clock } = this.#ports;
    const { signal } = this.#controller;
    const stopDate = this.#row.startDate + maxSeconds * 1000;
    void clock.sleep(Math.max(0, stopDate - clock.now()), signal).then(() => {
      if (!signal.aborted) this.end({ status: 'TIMED_OUT' }, stopDate);
    });
  }
}

/** Names the state in the cause of a runtime error, as AWS does. */
function named(row: ExecutionRow, outcome: StepOutcome): StepOutcome {
  if (outcome.kind !== 'failed' || outcome.error !== 'States.Runtime') return outcome;
  const where = `state '${row.state}' (entered at the event id #${enteredEventId(row)})`;
  return { ...outcome, cause: `An error occurred while executing the ${where}. ${outcome.cause ?? ''}` };
}

function contextOf({ machine, name, input, startDate }: ExecutionRow) {
  return {
    execution: {
      Id: executionArn(machine, name),
      Name: executionName(name),
      Input: parseExecutionInput(input),
      StartTime: iso(startDate),
    },
    stateMachine: { Id: machineArn(machine), Name: machine },
  };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
