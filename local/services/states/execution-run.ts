import type { Clock } from '../../core/clock.ts';
import type { StorageFailureReporter } from '../../core/ports.ts';
import type { Observer } from '../../core/runner-event.ts';
import { executionArn, executionName, machineArn } from './arns.ts';
import { waitResource } from './compile.ts';
import { parseExecutionInput } from './execution-input.ts';
import {
  hasRoomForTask,
  historyFull,
  lastEventIdOf,
  maxSecondsOf,
  withinLimits,
  withStep,
} from './execution-limits.ts';
import type { ExecutionEnd, ExecutionRow } from './execution-store.ts';
import { endEventOf } from './history/execution-events.ts';
import { History, type HistoryEvent, HistoryThread } from './history/history.ts';
import type { Json } from './language/definition.ts';
import { RuntimeError } from './language/task-error.ts';
import type { Machine } from './machine.ts';
import type { StepOutcome, Task } from './step.ts';
import type { TaskRunner } from './task-runner.ts';
import { taskToken } from './task-token.ts';

export interface RunPorts {
  readonly tasks: TaskRunner;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly reportStorageFailure: StorageFailureReporter;
  /** False if no histories are kept. Events are always counted, because their number is limited. */
  readonly keepsHistory: boolean;
}

/** Records the progress of an execution. */
export interface Journal {
  /** @param events those of the state before */
  readonly enter: (row: ExecutionRow, events: readonly HistoryEvent[]) => void;
  readonly end: (row: ExecutionRow, end: ExecutionEnd, events: readonly HistoryEvent[]) => void;
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
  /** The events of the current state. */
  #thread: HistoryThread;
  #historyFull = false;

  constructor(machine: Machine, row: ExecutionRow, ports: RunPorts, journal: Journal) {
    this.machine = machine;
    this.#row = row;
    this.#ports = ports;
    this.#journal = journal;
    this.#thread = this.#newThread();
  }

  /** The events of the current state, which are not stored yet. */
  get events(): readonly HistoryEvent[] {
    return this.#thread.history.events;
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
    this.#thread.add(...endEventOf(end), stopDate);
    this.#journal.end(this.#row, { ...end, stopDate, counts }, this.events);
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
        enteredAt: row.enteredAt,
        now: () => clock.now(),
        nested: false,
        thread: this.#thread,
        taskToken: () => taskToken(this.#row),
        runTask: (task) => this.#runTask(task),
        signal,
      });
      if (signal.aborted) return;
      const outcome = this.#historyFull ? historyFull() : step.outcome;
      this.#row = withStep(row, step, this.#thread.history.lastId);
      this.#applyOutcome(withinLimits(this.#row, outcome, this.machine.type));
    }
  }

  /** Runs a task. After the failure of a task with a token, a retry is another attempt, and the token is not valid any more. */
  async #runTask(task: Task): Promise<Json> {
    if (task.resource !== waitResource) {
      this.#historyFull = !hasRoomForTask(this.#thread.history.lastId, this.machine.type);
      if (this.#historyFull) throw new RuntimeError('The history is full.');
    }
    try {
      return await this.#ports.tasks.run(this.#row, task);
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
        this.#journal.enter(this.#row, this.events);
        this.#thread = this.#newThread();
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

  /** Returns the thread of the current state. Its first event names the last one of the state before, if there is one. */
  #newThread(): HistoryThread {
    const { clock, keepsHistory } = this.#ports;
    const lastId = lastEventIdOf(this.#row);
    const keep = keepsHistory && this.machine.type !== 'EXPRESS';
    const history = new History({ lastId, keep, now: () => clock.now() });
    return new HistoryThread(history, this.#row.historyEvents === 0 ? 0 : lastId);
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

function contextOf({ machine, name, input, startDate }: ExecutionRow) {
  return {
    execution: {
      Id: executionArn(machine, name),
      Name: executionName(name),
      Input: parseExecutionInput(input),
      StartTime: new Date(startDate).toISOString(),
    },
    stateMachine: { Id: machineArn(machine), Name: machine },
  };
}
