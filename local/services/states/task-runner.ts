import type { Clock, TimeScale } from '../../core/clock.ts';
import { errorMessage } from '../../core/error-message.ts';
import type { RoleSession } from '../../core/principal.ts';
import type { Observer } from '../../core/runner-event.ts';
import { executionArn, machineArn } from './arns.ts';
import { CallbackTasks } from './callback-tasks.ts';
import { waitResource } from './compile.ts';
import type { ExecutionRow, ExecutionStore } from './execution-store.ts';
import { TaskAttempt } from './history/task-attempt.ts';
import type { Integrations } from './integrations/index.ts';
import type { Integration } from './integrations/integration.ts';
import type { Json } from './language/definition.ts';
import {
  fitsPayload,
  RuntimeError,
  resultTooLarge,
  TaskError,
  UncatchableError,
} from './language/task-error.ts';
import type { Task } from './step.ts';
import { unlessAborted } from './unless-aborted.ts';
import { waitUntil } from './wait-until.ts';

export interface TaskPorts {
  readonly store: ExecutionStore;
  readonly integrations: Pick<Integrations, 'find'>;
  /** Returns the session of a machine's role. */
  readonly callerOf: (machine: string) => RoleSession;
  readonly timeScale: TimeScale;
  readonly clock: Clock;
  readonly observer?: Observer;
}

/** Runs the Task and Wait states of executions. */
export class TaskRunner {
  readonly callbacks: CallbackTasks;
  readonly #ports: TaskPorts;

  constructor(ports: TaskPorts) {
    this.#ports = ports;
    this.callbacks = new CallbackTasks(ports);
  }

  /**
   * @param row the stored execution
   * @throws TaskError
   */
  async run(row: ExecutionRow, task: Task): Promise<Json> {
    if (task.resource === waitResource) return this.#wait(row, task);
    const attempt = new TaskAttempt(task.thread, task);
    try {
      const result = await this.#attempt(row, task, attempt);
      attempt.succeeded(result);
      return result;
    } catch (error) {
      if (!task.signal.aborted) attempt.failed(taskErrorOf(error));
      throw error;
    }
  }

  async #attempt(row: ExecutionRow, task: Task, attempt: TaskAttempt): Promise<Json> {
    const { signal, times } = task;
    if (!fitsPayload(task.input)) throw new UncatchableError(tooLarge, resultTooLarge(task.state));
    const integration = this.#ports.integrations.find(task.resource);
    if (integration === undefined) throw new RuntimeError(`The resource ${task.resource} is not supported.`);
    const call = () => this.#call(row, task, integration);
    const result = task.callback
      ? await this.callbacks.run(row, times, call, attempt, signal)
      : await unlessAborted(call(), signal);
    // AWS documents that this error cannot be caught, but it can.
    if (!fitsPayload(result)) throw new TaskError(tooLarge, resultTooLarge(serviceOf(task.resource)));
    return result;
  }

  #call(row: ExecutionRow, { state, resource, input }: Task, integration: Integration): Promise<Json> {
    const { machine, name } = row;
    const caller = this.#ports.callerOf(machine);
    const context = { executionArn: executionArn(machine, name), machineArn: machineArn(machine), caller };
    return integration.run(input, context, resource).catch((thrown: unknown) => {
      const error = taskErrorOf(thrown);
      this.#ports.observer?.({
        kind: 'taskFailed',
        machine,
        execution: name,
        state,
        error: error.name,
        cause: error.message,
      });
      throw error;
    });
  }

  /** Waits, or completes the stored wait of a resumed execution. A later visit of the state waits for its full time. */
  async #wait(row: ExecutionRow, { nested, input, signal }: Task): Promise<Json> {
    const { clock, timeScale, store } = this.#ports;
    const resumed = nested ? null : row.waitUntil;
    const until = resumed ?? waitUntil(input, clock, timeScale);
    if (!nested) store.waitUntil(row, until);
    await clock.sleep(Math.max(0, until - clock.now()), signal);
    return null;
  }
}

const tooLarge = 'States.DataLimitExceeded';

/** Returns the service of an integration, such as `lambda` or `aws-sdk:s3`, or the ARN of a function. */
function serviceOf(resource: string): string {
  return /^arn:[^:]+:states:::(.+):[^:]+$/.exec(resource)?.[1] ?? resource;
}

function taskErrorOf(thrown: unknown): TaskError {
  return thrown instanceof TaskError ? thrown : new RuntimeError(errorMessage(thrown));
}
