import { randomUUID } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import { executionArn, machineArn, parseExecutionArn } from './arns.ts';
import type { TaskAnswer } from './callback-tasks.ts';
import { isCallback } from './compile.ts';
import { parseExecutionInput } from './execution-input.ts';
import { lastEventIdOf } from './execution-limits.ts';
import { ExecutionRun, type Journal, type RunPorts } from './execution-run.ts';
import { type ExecutionRow, type ExecutionStore, newExecution } from './execution-store.ts';
import type { HistoryEvent } from './history/history.ts';
import { parseDefinition } from './language/definition.ts';
import type { Machine } from './machine.ts';
import type { StatusChangePublisher } from './status-change-publisher.ts';
import { parseTaskToken, taskToken } from './task-token.ts';

export interface ExecutionPorts extends RunPorts {
  readonly store: ExecutionStore;
  readonly statusChanges: StatusChangePublisher;
}

/**
 * Runs executions state by state. Each state of a Standard execution is recorded before it runs, so after a kill the
 * execution resumes in the same state. Map and Parallel states then start again as a whole, and retry counts start at
 * zero. An Express execution exists in memory only, and a kill ends it without a trace.
 */
export class Executions {
  readonly #ports: ExecutionPorts;
  readonly #machines = new Map<string, Machine>();
  /** The machines of executions that started with an earlier definition, by its hash. */
  readonly #earlier = new Map<string, Machine>();
  readonly #running = new Map<string, ExecutionRun>();
  readonly #runs = new Set<Promise<void>>();

  constructor(ports: ExecutionPorts) {
    this.#ports = ports;
  }

  addMachine(name: string, machine: Machine): void {
    this.#machines.set(name, machine);
    if (machine.type === 'EXPRESS') return;
    const { store } = this.#ports;
    store.saveDefinition(machine.hash, JSON.stringify(machine.definition));
  }

  machine(name: string): Machine | undefined {
    return this.#machines.get(name);
  }

  /**
   * Starts an execution. A Standard execution is on disk when the method returns, and the name and input of a running one
   * return that one. An Express execution is always a new one.
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
    parseExecutionInput(input);
    return machine.type === 'EXPRESS'
      ? this.#startExpress(machine, machineName, input, name)
      : this.#startStandard(machine, machineName, input, name);
  }

  #startStandard(machine: Machine, machineName: string, input: string, name: string): ExecutionRow {
    const { store, clock, observer } = this.#ports;
    const first = { state: machine.definition.StartAt, definition: machine.hash };
    const isNew = store.insert({ machine: machineName, name, input, startDate: clock.now(), ...first });
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

  #startExpress(machine: Machine, machineName: string, input: string, name: string): ExecutionRow {
    const { clock, observer } = this.#ports;
    const row = newExecution({
      machine: machineName,
      name: `${name}:${randomUUID()}`,
      input,
      startDate: clock.now(),
      state: machine.definition.StartAt,
      definition: machine.hash,
    });
    observer({ kind: 'executionStarted', machine: machineName, execution: row.name, express: true });
    this.#run(machine, row, {
      enter: () => undefined,
      end: () => this.#running.delete(keyOf(row)),
      ended: () => undefined,
    });
    return row;
  }

  /**
   * Resumes every running execution of the machine with the definition that it started with, and publishes the status
   * changes that are still due.
   */
  resume(machineName: string): void {
    const { store, statusChanges, observer } = this.#ports;
    const current = this.#machines.get(machineName);
    if (current === undefined) return;
    for (const row of store.unannounced(machineName)) statusChanges.publish(row);
    for (const row of store.running(machineName)) {
      if (this.#running.has(keyOf(row))) continue;
      observer({ kind: 'executionResumed', machine: row.machine, execution: row.name, state: row.state });
      const machine = this.#machineOf(row, current);
      if (machine !== undefined) this.#run(machine, row);
      else this.#failToResume(row, current);
    }
  }

  /** Ends an execution whose stored definition is not valid any more. */
  #failToResume(row: ExecutionRow, current: Machine): void {
    const cause = 'The definition with which the execution started is not valid.';
    const run = new ExecutionRun(current, row, this.#ports, this.#standardJournal());
    run.end({ status: 'FAILED', error: 'States.Runtime', cause });
  }

  /** Returns the machine with the definition that the execution started with, or undefined if it is not valid. */
  #machineOf({ definition: hash }: ExecutionRow, current: Machine): Machine | undefined {
    if (current.hash === hash) return current;
    const earlier =
      this.#earlier.get(hash) ?? current.withDefinition(this.#ports.store.definition(hash) ?? '');
    if (earlier !== undefined) this.#earlier.set(hash, earlier);
    return earlier;
  }

  /** Ends a running execution as ABORTED. An ended execution is unchanged. @throws AwsError */
  abort(arn: string, error?: string, cause?: string): ExecutionRow {
    const row = this.describe(arn);
    this.#running.get(keyOf(row))?.end({ status: 'ABORTED', error, cause });
    return this.describe(arn);
  }

  /** @throws AwsError `ExecutionDoesNotExist`, `InvalidArn`, also for an Express execution */
  describe(arn: string): ExecutionRow {
    const parsed = parseExecutionArn(arn);
    if (parsed === undefined) throw new AwsError('InvalidArn', `Invalid Arn: '${arn}'`);
    return this.find(parsed.machine, parsed.name);
  }

  /**
   * Returns the events of a Standard execution, also those of the state that runs.
   * @throws AwsError `ExecutionDoesNotExist`, `InvalidArn`
   */
  history(arn: string): { readonly row: ExecutionRow; readonly events: readonly HistoryEvent[] } {
    const row = this.describe(arn);
    const running = this.#running.get(keyOf(row));
    const { histories } = this.#ports.store;
    if (running === undefined) return { row, events: histories.read(row, Number.MAX_SAFE_INTEGER) };
    return { row, events: [...histories.read(row, lastEventIdOf(running.row)), ...running.events] };
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

  /**
   * Records a heartbeat of a waiting task.
   * @throws AwsError `InvalidToken`, `TaskDoesNotExist`, `TaskTimedOut`
   */
  heartbeat(token: string): void {
    const row = this.#waitingTask(token);
    this.#ports.tasks.callbacks.heartbeat(row, this.find(row.machine, row.name));
  }

  #waitingTask(token: string): ExecutionRow {
    const task = parseTaskToken(token);
    const { store, clock, tasks } = this.#ports;
    const stored = store.find(task.machine, task.name);
    if (stored === undefined)
      throw new AwsError('TaskDoesNotExist', "Task Does Not Exist: 'Task does not exist'");
    if (!this.#hasCallback(stored, task.state))
      throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
    const row = this.#running.get(keyOf(task))?.row ?? stored;
    const isCurrent = stored.status === 'RUNNING' && taskToken(row) === taskToken(task);
    // Until the timer of a running attempt has fired, the attempt takes an answer.
    const ends = [stored.waitUntil, stored.heartbeatUntil].filter((time) => time !== null);
    const isTimedOut = !tasks.callbacks.isWaiting(row) && ends.some((time) => time <= clock.now());
    if (isCurrent && stored.taskAnswer === null && !isTimedOut) return row;
    throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }

  /** Checks that a state of the execution's definition waits for a token, also before the machine is deployed. */
  #hasCallback({ definition: hash, machine: name }: ExecutionRow, state: string): boolean {
    const machine = [this.#machines.get(name), this.#earlier.get(hash)].find((each) => each?.hash === hash);
    if (machine !== undefined) return machine.isCallback(state);
    const definition = parseDefinition(this.#ports.store.definition(hash) ?? '');
    const found = definition?.States[state];
    return found !== undefined && isCallback(found);
  }

  /** Suspends running executions, and waits until none runs. */
  async close(): Promise<void> {
    for (const run of this.#running.values()) run.suspend();
    await Promise.all(this.#runs);
  }

  #run(machine: Machine, row: ExecutionRow, journal: Journal = this.#standardJournal()): void {
    const execution = new ExecutionRun(machine, row, this.#ports, journal);
    this.#running.set(keyOf(row), execution);
    const run = execution.run().finally(() => this.#runs.delete(run));
    this.#runs.add(run);
  }

  #standardJournal(): Journal {
    const { store, statusChanges } = this.#ports;
    return {
      enter: (row, events) => {
        store.histories.append(row, events);
        store.enter(row);
      },
      end: (row, end, events) => {
        store.histories.append(row, events);
        store.end(row, end);
        this.#running.delete(keyOf(row));
      },
      ended: ({ machine, name }) => statusChanges.publish(this.find(machine, name)),
    };
  }
}

function keyOf({ machine, name }: Pick<ExecutionRow, 'machine' | 'name'>): string {
  return executionArn(machine, name);
}
