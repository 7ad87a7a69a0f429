import { randomUUID } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import type { Clock } from '../../core/clock.ts';
import type { StorageFailureReporter } from '../../core/ports.ts';
import type { Observer } from '../../core/runner-event.ts';
import { executionArn, machineArn, parseExecutionArn } from './arns.ts';
import type { TaskAnswer } from './callback-tasks.ts';
import { waitResource } from './compile.ts';
import { eventsOf, withCounts, withinLimits } from './execution-limits.ts';
import type { ExecutionEnd, ExecutionRow, ExecutionStore } from './execution-store.ts';
import { type Json, jsonSchema } from './language/definition.ts';
import type { Machine, StepOutcome, Task } from './machine.ts';
import type { StatusChangePublisher } from './status-change-publisher.ts';
import type { TaskRunner } from './task-runner.ts';
import { parseTaskToken, taskToken } from './task-token.ts';

export interface ExecutionPorts {
  readonly store: ExecutionStore;
  readonly statusChanges: StatusChangePublisher;
  readonly tasks: TaskRunner;
  readonly clock: Clock;
  readonly observer: Observer;
  readonly reportStorageFailure: StorageFailureReporter;
}

interface Running {
  readonly machine: Machine;
  /** The stored execution. */
  row: ExecutionRow;
  readonly controller: AbortController;
  taskEvents: number;
}

/**
 * Runs executions state by state. Each state is recorded before it runs, so after a kill an execution resumes in the same
 * state. Map and Parallel states then start again as a whole, and retry counts start at zero.
 */
export class Executions {
  readonly #ports: ExecutionPorts;
  readonly #machines = new Map<string, Machine>();
  readonly #running = new Map<string, Running>();
  readonly #runs = new Set<Promise<void>>();

  constructor(ports: ExecutionPorts) {
    this.#ports = ports;
  }

  addMachine(name: string, machine: Machine): void {
    this.#machines.set(name, machine);
  }

  machine(name: string): Machine | undefined {
    return this.#machines.get(name);
  }

  /**
   * Starts an execution, which is on disk when the method returns. The name and input of a running execution return that
   * execution.
   * @throws AwsError `StateMachineDoesNotExist`, `ExecutionAlreadyExists`, `InvalidExecutionInput`
   */
  start(machineName: string, input: string, name: string = randomUUID()): ExecutionRow {
    const machine = this.#machines.get(machineName);
    if (machine === undefined) {
      throw new AwsError(
        'StateMachineDoesNotExist',
        `State Machine Does Not Exist: '${machineArn(machineName)}'`,
      );
    }
    parseInput(input);
    const { store, clock, observer } = this.#ports;
    const state = machine.definition.StartAt;
    const isNew = store.insert({ machine: machineName, name, input, startDate: clock.now(), state });
    const row = this.find(machineName, name);
    if (!isNew) {
      if (row.status === 'RUNNING' && row.input === input) return row;
      throw new AwsError(
        'ExecutionAlreadyExists',
        `Execution Already Exists: '${executionArn(machineName, name)}'`,
      );
    }
    observer({ kind: 'executionStarted', machine: machineName, execution: name });
    this.#run(machine, row);
    return row;
  }

  /** Resumes every running execution of the machine, and publishes the status changes that are still due. */
  resume(machineName: string): void {
    const { store, statusChanges, observer } = this.#ports;
    const machine = this.#machines.get(machineName);
    if (machine === undefined) return;
    for (const row of store.unannounced(machineName)) statusChanges.publish(row);
    for (const row of store.running(machineName)) {
      if (this.#running.has(keyOf(row))) continue;
      observer({ kind: 'executionResumed', machine: row.machine, execution: row.name, state: row.state });
      this.#run(machine, row);
    }
  }

  /** Ends a running execution as ABORTED. An ended execution is unchanged. @throws AwsError */
  abort(arn: string, error?: string, cause?: string): ExecutionRow {
    const row = this.describe(arn);
    const running = this.#running.get(keyOf(row));
    if (running !== undefined) this.#end(running, { status: 'ABORTED', error, cause });
    return this.describe(arn);
  }

  /** @throws AwsError `ExecutionDoesNotExist`, `InvalidArn` */
  describe(arn: string): ExecutionRow {
    const parsed = parseExecutionArn(arn);
    if (parsed === undefined) throw new AwsError('InvalidArn', `Invalid Arn: '${arn}'`);
    return this.find(parsed.machine, parsed.name);
  }

  find(machine: string, name: string): ExecutionRow {
    const row = this.#ports.store.find(machine, name);
    if (row !== undefined) return row;
    throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn(machine, name)}'`);
  }

  /**
   * Answers a waiting task. The execution may not have resumed yet after a restart.
   * @throws AwsError `InvalidToken`, `TaskDoesNotExist`, `TaskTimedOut`
   */
  answerTask(token: string, answer: TaskAnswer): void {
    this.#ports.tasks.callbacks.answer(this.#waitingTask(token), answer);
  }

  /** @throws AwsError if no task waits for an answer for the token */
  checkToken(token: string): void {
    this.#waitingTask(token);
  }

  #waitingTask(token: string): ExecutionRow {
    const task = parseTaskToken(token);
    const { store, clock } = this.#ports;
    const running = this.#running.get(keyOf(task));
    const stored = store.find(task.machine, task.name);
    const machine = running?.machine ?? this.#machines.get(task.machine);
    if (stored === undefined || machine === undefined)
      throw new AwsError('TaskDoesNotExist', "Task Does Not Exist: 'Task does not exist'");
    if (!machine.isCallback(task.state)) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
    const row = running?.row ?? stored;
    const isCurrent = stored.status === 'RUNNING' && taskToken(row) === taskToken(task);
    const isTimedOut = stored.waitUntil !== null && stored.waitUntil <= clock.now();
    if (isCurrent && stored.taskAnswer === null && !isTimedOut) return row;
    throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }

  /** Stops running executions without ending them, and waits until none runs. */
  async close(): Promise<void> {
    for (const { controller } of this.#running.values()) controller.abort();
    await Promise.all(this.#runs);
  }

  #run(machine: Machine, row: ExecutionRow): void {
    const running: Running = { machine, row, controller: new AbortController(), taskEvents: 0 };
    this.#running.set(keyOf(row), running);
    this.#scheduleTimeout(running);
    const run = this.#runStates(running)
      .catch((error: unknown) => {
        // An execution whose state cannot be recorded keeps its stored state and resumes at the next start.
        if (this.#ports.reportStorageFailure(error)) return;
        this.#end(running, { status: 'FAILED', error: 'States.Runtime', cause: String(error) });
      })
      .finally(() => this.#runs.delete(run));
    this.#runs.add(run);
  }

  async #runStates(running: Running): Promise<void> {
    const { observer, clock } = this.#ports;
    const { signal } = running.controller;
    while (!signal.aborted) {
      const { row } = running;
      observer({ kind: 'stateEntered', machine: row.machine, execution: row.name, state: row.state });
      const { outcome, counts } = await running.machine.step({
        state: row.state,
        input: parseInput(row.stateInput),
        ...contextOf(row),
        enteredTime: iso(row.enteredAt),
        now: () => iso(clock.now()),
        taskToken: () => taskToken(running.row),
        runTask: (task) => this.#runTask(running, task),
        signal,
      });
      if (signal.aborted) return;
      running.row = withCounts(row, counts, running.taskEvents);
      running.taskEvents = 0;
      this.#applyOutcome(running, withinLimits(running.row, outcome));
    }
  }

  /** Runs a task. After the failure of a task with a token, a retry is another attempt, and the token is not valid any more. */
  async #runTask(running: Running, task: Task): Promise<Json> {
    if (task.resource !== waitResource) running.taskEvents += eventsOf(task);
    try {
      return await this.#ports.tasks.run(running.row, task, running.controller.signal);
    } catch (error) {
      const { row } = running;
      if (task.callback) running.row = { ...row, taskAttempt: row.taskAttempt + 1 };
      throw error;
    }
  }

  #applyOutcome(running: Running, outcome: StepOutcome): void {
    switch (outcome.kind) {
      case 'next':
        running.row = {
          ...running.row,
          state: outcome.state,
          stateInput: JSON.stringify(outcome.output),
          enteredAt: this.#ports.clock.now(),
          waitUntil: null,
          taskAttempt: 0,
          taskAnswer: null,
        };
        this.#ports.store.enter(running.row);
        break;
      case 'ended':
        this.#end(running, { status: 'SUCCEEDED', output: JSON.stringify(outcome.output) });
        break;
      case 'failed':
        this.#end(running, { status: 'FAILED', error: outcome.error, cause: outcome.cause });
        break;
      case 'aborted':
        break;
    }
  }

  #end(running: Running, end: Omit<ExecutionEnd, 'stopDate' | 'counts'>): void {
    const { row, controller } = running;
    if (controller.signal.aborted) return;
    const { store, clock, observer, statusChanges } = this.#ports;
    store.end(row, { ...end, stopDate: clock.now(), counts: row.counts });
    this.#running.delete(keyOf(row));
    controller.abort();
    observer({
      kind: 'executionEnded',
      machine: row.machine,
      execution: row.name,
      status: end.status,
      ...(end.error === undefined ? {} : { error: end.error }),
      ...(end.output === undefined ? {} : { output: end.output }),
    });
    statusChanges.publish(this.find(row.machine, row.name));
  }

  /** Applies the machine's `TimeoutSeconds`, which counts from the execution's start. The time scale does not affect it. */
  #scheduleTimeout(running: Running): void {
    const { TimeoutSeconds } = running.machine.definition;
    if (typeof TimeoutSeconds !== 'number') return;
    const { clock } = this.#ports;
    const { signal } = running.controller;
    const rest = running.row.startDate + TimeoutSeconds * 1000 - clock.now();
    void clock.sleep(Math.max(0, rest), signal).then(() => {
      if (!signal.aborted) this.#end(running, { status: 'TIMED_OUT', error: 'States.Timeout' });
    });
  }
}

function keyOf({ machine, name }: Pick<ExecutionRow, 'machine' | 'name'>): string {
  return executionArn(machine, name);
}

function parseInput(input: string): Json {
  try {
    return jsonSchema.parse(JSON.parse(input));
  } catch {
    throw new AwsError('InvalidExecutionInput', 'Invalid State Machine Execution Input: not JSON');
  }
}

function contextOf({ machine, name, input, startDate }: ExecutionRow) {
  return {
    execution: {
      Id: executionArn(machine, name),
      Name: name,
      Input: parseInput(input),
      StartTime: iso(startDate),
    },
    stateMachine: { Id: machineArn(machine), Name: machine },
  };
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
