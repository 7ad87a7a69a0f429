import { z } from 'zod';
import type { Clock, TimeScale } from '../../core/clock.ts';
import { heartbeatTimeout } from './compile.ts';
import type { ExecutionRow, ExecutionStore } from './execution-store.ts';
import type { TaskAttempt, TaskTimes } from './history/task-attempt.ts';
import { type Json, jsonSchema } from './language/definition.ts';
import { RuntimeError, TaskError } from './language/task-error.ts';
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

/** The wait of an attempt, which an answer ends and a heartbeat prolongs. */
interface Waiting {
  readonly answer: (answer: TaskAnswer) => void;
  readonly heartbeat: (until: number) => void;
}

/** The part of an attempt's history that records the end of its call. */
type SubmittedHistory = Pick<TaskAttempt, 'submitted'>;

/** Task states with `.waitForTaskToken`, which end with an answer for their token instead of their integration's result. */
export class CallbackTasks {
  readonly #ports: CallbackPorts;
  readonly #waiting = new Map<string, Waiting>();

  constructor(ports: CallbackPorts) {
    this.#ports = ports;
  }

  /**
   * Stores the answer and ends the wait. Between a restart of the runner and the state's next entry, the stored answer is
   * all there is, and the state ends with it as soon as it is entered.
   */
  answer(row: ExecutionRow, answer: TaskAnswer): void {
    this.#ports.store.answerTask({ ...row, taskAnswer: JSON.stringify(answer) });
    this.#waiting.get(taskToken(row))?.answer(answer);
  }

  /** Returns true while the attempt of a running execution waits for its answer. */
  isWaiting(row: ExecutionRow): boolean {
    return this.#waiting.has(taskToken(row));
  }

  /** Stores a heartbeat, if the attempt needs any. The next one is due after the full time. */
  heartbeat(row: ExecutionRow, stored: ExecutionRow): void {
    if (stored.heartbeatMs === null) return;
    const heartbeatUntil = this.#ports.clock.now() + stored.heartbeatMs;
    this.#ports.store.recordHeartbeat({ ...stored, heartbeatUntil });
    this.#waiting.get(taskToken(row))?.heartbeat(heartbeatUntil);
  }

  /**
   * Runs an attempt of a task. An answer counts from the start of the call, because it can arrive before the call returns.
   * @param call calls the integration
   * @param history records the end of the call, which a resumed attempt does not repeat
   * @throws TaskError `States.Timeout`, `States.HeartbeatTimeout`, the error of `SendTaskFailure` or of the integration
   */
  async run(
    row: ExecutionRow,
    times: TaskTimes,
    call: () => Promise<Json>,
    history: SubmittedHistory,
    signal: AbortSignal,
  ): Promise<Json> {
    const { answer, submitted, attempt } = this.#begin(row, times);
    if (submitted) history.submitted(undefined);
    const submit = submitted ? async () => undefined : () => this.#submit(row, call, history);
    const taken = answer ?? (await this.#wait(attempt, submit, signal));
    history.submitted(undefined);
    if ('output' in taken) return taken.output;
    throw new TaskError(taken.error, taken.cause);
  }

  /**
   * Calls the integration, and records that the call has returned, unless the attempt has already ended. After a kill, a
   * call that had returned is not repeated, so thousands of waiting executions resume without a call.
   */
  async #submit(row: ExecutionRow, call: () => Promise<Json>, history: SubmittedHistory): Promise<void> {
    const output = await call();
    history.submitted(output);
    if (this.isWaiting(row)) this.#ports.store.submitTask(row);
  }

  /** Records the attempt with its deadlines. An attempt that a kill interrupted keeps its deadlines and its answer. */
  #begin(row: ExecutionRow, { timeoutSeconds, heartbeatSeconds }: TaskTimes) {
    const { store, clock, timeScale } = this.#ports;
    const stored = store.find(row.machine, row.name);
    const interrupted = stored?.taskAttempt === row.taskAttempt ? stored : undefined;
    if (interrupted?.taskAnswer) {
      const answer = answerSchema.parse(JSON.parse(interrupted.taskAnswer));
      return { answer, submitted: true, attempt: interrupted };
    }
    const timeout = timeoutSeconds === undefined ? null : timeScale.scale(milliseconds(timeoutSeconds));
    // A worker sends its heartbeats in real time, so the time scale does not apply to them.
    const heartbeatMs = heartbeatSeconds === undefined ? null : milliseconds(heartbeatSeconds);
    const after = (time: number | null) => (time === null ? null : clock.now() + time);
    const waitUntil = interrupted?.waitUntil ?? after(timeout);
    const heartbeatUntil = interrupted?.heartbeatUntil ?? after(heartbeatMs);
    const attempt = { ...row, waitUntil, heartbeatMs, heartbeatUntil };
    store.startAttempt(attempt);
    return { answer: undefined, submitted: interrupted?.taskSubmitted === 1, attempt };
  }

  async #wait(attempt: ExecutionRow, submit: () => Promise<void>, signal: AbortSignal) {
    const answered = Promise.withResolvers<TaskAnswer>();
    const timeout = this.#timer(attempt.waitUntil, () =>
      answered.reject(new TaskError('States.Timeout', '')),
    );
    const heartbeat = this.#timer(attempt.heartbeatUntil, () =>
      answered.reject(new TaskError(heartbeatTimeout, '')),
    );
    this.#waiting.set(taskToken(attempt), { answer: answered.resolve, heartbeat: heartbeat.restart });
    try {
      if (!timeout.isOver && !heartbeat.isOver) submit().catch(answered.reject);
      return await unlessAborted(answered.promise, signal);
    } finally {
      this.#waiting.delete(taskToken(attempt));
      timeout.stop();
      heartbeat.stop();
    }
  }

  /** @param until the end in milliseconds since 1970, or null for a timer without an end */
  #timer(until: number | null, end: () => void) {
    const { clock } = this.#ports;
    let running = new AbortController();
    const isOver = until !== null && until <= clock.now();
    const run = (deadline: number) => {
      const { signal } = running;
      void clock.sleep(deadline - clock.now(), signal).then(() => {
        if (!signal.aborted) end();
      });
    };
    if (isOver) end();
    else if (until !== null) run(until);
    return {
      isOver,
      restart: (deadline: number) => {
        running.abort();
        running = new AbortController();
        run(deadline);
      },
      stop: () => running.abort(),
    };
  }
}

function milliseconds(seconds: Json): number {
  if (Number.isInteger(seconds) && Number(seconds) >= 1 && Number(seconds) <= maxTimerSeconds)
    return Number(seconds) * 1000;
  throw new RuntimeError(
    `A task cannot time out after ${JSON.stringify(seconds)}: expected a whole number of seconds from 1 to 24 days.`,
  );
}
