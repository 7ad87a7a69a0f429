import { z } from 'zod';
import type { Clock, TimeScale } from '../../core/clock.ts';
import type { ExecutionRow, ExecutionStore } from './execution-store.ts';
import { type Json, jsonSchema } from './language/definition.ts';
import { TaskError, UncatchableError } from './language/task-error.ts';
import { maxTimerSeconds } from './refusals.ts';
import { taskToken } from './task-token.ts';
import { unlessAborted } from './unless-aborted.ts';

const answerSchema = z.union([
  z.object({ output: jsonSchema }),
  z.object({ error: z.string(), cause: z.string() }),
]);

/** The answer of `SendTaskSuccess` or `SendTaskFailure`. */
export type TaskAnswer = z.output<typeof answerSchema>;

export interface CallbackPorts {
  readonly store: ExecutionStore;
  readonly timeScale: TimeScale;
  readonly clock: Clock;
}

/** Task states with `.waitForTaskToken`, which end with an answer for their token instead of their integration's result. */
export class CallbackTasks {
  readonly #ports: CallbackPorts;
  readonly #waiting = new Map<string, (answer: TaskAnswer) => void>();

  constructor(ports: CallbackPorts) {
    this.#ports = ports;
  }

  /**
   * Stores the answer and ends the wait. Between a restart of the runner and the state's next entry, the stored answer is
   * all there is, and the state ends with it as soon as it is entered.
   */
  answer(row: ExecutionRow, answer: TaskAnswer): void {
    this.#ports.store.answerTask({ ...row, taskAnswer: JSON.stringify(answer) });
    this.#waiting.get(taskToken(row))?.(answer);
  }

  /** Returns true while the attempt of a running execution waits for its answer. */
  isWaiting(row: ExecutionRow): boolean {
    return this.#waiting.has(taskToken(row));
  }

  /**
   * Runs an attempt of a task. An answer counts from the start of the call, because it can arrive before the call returns.
   * @param timeoutSeconds the evaluated `TimeoutSeconds` or `TimeoutSecondsPath`
   * @param call calls the integration
   * @throws TaskError `States.Timeout`, the error of `SendTaskFailure` or of the integration
   */
  async run(
    row: ExecutionRow,
    timeoutSeconds: Json | undefined,
    call: () => Promise<unknown>,
    signal: AbortSignal,
  ): Promise<Json> {
    const { answer, submitted, leftMs } = this.#begin(row, timeoutSeconds);
    const submit = submitted ? async () => undefined : () => this.#submit(row, call);
    const taken = answer ?? (await this.#wait(taskToken(row), leftMs, submit, signal));
    if ('output' in taken) return taken.output;
    throw new TaskError(taken.error, taken.cause);
  }

  /**
   * Calls the integration, and records that the call has returned, unless the attempt has already ended. After a kill, a
   * call that had returned is not repeated, so thousands of waiting executions resume without a call.
   */
  async #submit(row: ExecutionRow, call: () => Promise<unknown>): Promise<void> {
    await call();
    if (this.isWaiting(row)) this.#ports.store.submitTask(row);
  }

  /** Records the attempt with its deadline. An attempt that a kill interrupted keeps its deadline and its answer. */
  #begin(row: ExecutionRow, timeoutSeconds: Json | undefined) {
    const { store, clock, timeScale } = this.#ports;
    const stored = store.find(row.machine, row.name);
    const interrupted = stored?.taskAttempt === row.taskAttempt ? stored : undefined;
    if (interrupted?.taskAnswer) {
      const answer = answerSchema.parse(JSON.parse(interrupted.taskAnswer));
      return { answer, submitted: true, leftMs: null };
    }
    const timeout = timeoutSeconds === undefined ? null : timeScale.scale(milliseconds(timeoutSeconds));
    const now = clock.now();
    const deadline = interrupted?.waitUntil ?? (timeout === null ? null : now + timeout);
    store.startAttempt({ ...row, waitUntil: deadline });
    const submitted = interrupted?.taskSubmitted === 1;
    return { answer: undefined, submitted, leftMs: deadline === null ? null : deadline - now };
  }

  async #wait(token: string, leftMs: number | null, submit: () => Promise<void>, signal: AbortSignal) {
    const { clock } = this.#ports;
    const answered = Promise.withResolvers<TaskAnswer>();
    const ended = new AbortController();
    this.#waiting.set(token, answered.resolve);
    if (leftMs !== null) {
      const timeOut = () => answered.reject(new TaskError('States.Timeout', ''));
      if (leftMs <= 0) timeOut();
      else void clock.sleep(leftMs, ended.signal).then(timeOut);
    }
    try {
      if (leftMs === null || leftMs > 0) submit().catch(answered.reject);
      return await unlessAborted(answered.promise, signal);
    } finally {
      this.#waiting.delete(token);
      ended.abort();
    }
  }
}

function milliseconds(seconds: Json): number {
  if (Number.isInteger(seconds) && Number(seconds) >= 1 && Number(seconds) <= maxTimerSeconds)
    return Number(seconds) * 1000;
  throw new UncatchableError(
    'States.Runtime',
    `A task cannot time out after ${JSON.stringify(seconds)}: expected a whole number of seconds from 1 to 24 days.`,
  );
}
