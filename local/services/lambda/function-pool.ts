import { randomUUID } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import type { Clock } from '../../core/clock.ts';
import type { FunctionResult } from '../../core/ports.ts';
import type { RoleSession } from '../../core/principal.ts';
import type { Observer } from '../../core/runner-event.ts';
import type { ConcurrencyLimit } from './concurrency.ts';
import { ExecutionEnvironment } from './execution-environment.ts';
import type { FunctionConfiguration } from './function-configuration.ts';
import { payloadLimitBytes } from './function-errors.ts';

/**
 * The maximum number of environments of a function. More of them cost memory and save no time on a laptop; without a
 * limit, two hundred simultaneous requests create dozens of workers.
 */
const environmentsPerFunction = 2;

/**
 * The real time after which an idle environment ends. Lambda ends it after some minutes, and documents no time. The
 * functions of schedules that fire every minute stay warm. The time scale does not divide it, because it would not divide
 * the time of the next cold start either.
 */
const maxIdleMilliseconds = 150_000;

interface IdleEnvironment {
  readonly environment: ExecutionEnvironment;
  /** Aborts the end of the environment. */
  readonly resumed: AbortController;
}

export interface PoolOptions {
  readonly clock: Clock;
  readonly variables: () => Record<string, string>;
  readonly log: (line: string) => void;
  readonly concurrency: ConcurrencyLimit;
  readonly observer: Observer;
}

/**
 * The environments of a function. An invocation uses a warm one, or a new one below the limit, or else waits in a queue. It
 * is throttled only if the function's concurrency on AWS would be exceeded. The warm environment that was used last is
 * used next, so those that a burst has created become idle and end.
 */
export class FunctionPool {
  readonly configuration: FunctionConfiguration;
  /** The session of the function's role. */
  readonly session: RoleSession;
  readonly #options: PoolOptions;
  readonly #limit: number;
  readonly #idle: IdleEnvironment[] = [];
  readonly #environments = new Set<ExecutionEnvironment>();
  readonly #ending = new Set<Promise<void>>();
  readonly #queue: ((environment: ExecutionEnvironment) => void)[] = [];

  constructor(configuration: FunctionConfiguration, session: RoleSession, options: PoolOptions) {
    this.configuration = configuration;
    this.session = session;
    this.#options = options;
    this.#limit = Math.min(
      environmentsPerFunction,
      configuration.reservedConcurrency ?? environmentsPerFunction,
    );
  }

  /** @throws AwsError `RequestTooLargeException`, `TooManyRequestsException` */
  async invoke(payload: unknown): Promise<FunctionResult> {
    const body = JSON.stringify(payload ?? null);
    if (Buffer.byteLength(body) > payloadLimitBytes) {
      throw new AwsError(
        'RequestTooLargeException',
        `Request must be smaller than ${payloadLimitBytes} bytes for the InvokeFunction operation`,
        413,
      );
    }
    const { concurrency } = this.#options;
    this.#takeOrReport(concurrency);
    try {
      const environment = await this.#acquire();
      const startedAt = performance.now();
      const result = await environment.invoke({ requestId: randomUUID(), body });
      this.#release(environment);
      this.#report('payload' in result ? 'succeeded' : 'failed', performance.now() - startedAt);
      return result;
    } finally {
      concurrency.free();
    }
  }

  async stop(): Promise<void> {
    for (const { resumed } of this.#idle.splice(0)) resumed.abort();
    await Promise.all([...[...this.#environments].map((environment) => environment.stop()), ...this.#ending]);
  }

  /** @throws AwsError `TooManyRequestsException` */
  #takeOrReport(concurrency: ConcurrencyLimit): void {
    try {
      concurrency.take();
    } catch (error) {
      this.#report('throttled', 0);
      throw error;
    }
  }

  #report(outcome: 'succeeded' | 'failed' | 'throttled', milliseconds: number): void {
    const { name: functionName } = this.configuration;
    this.#options.observer({ kind: 'functionInvoked', functionName, outcome, milliseconds });
  }

  async #acquire(): Promise<ExecutionEnvironment> {
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      idle.resumed.abort();
      if (idle.environment.alive) return idle.environment;
      this.#environments.delete(idle.environment);
    }
    if (this.#environments.size < this.#limit) return this.#create();
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  #release(environment: ExecutionEnvironment): void {
    if (!environment.alive) this.#environments.delete(environment);
    const next = this.#queue.shift();
    if (next !== undefined) next(environment.alive ? environment : this.#create());
    else if (environment.alive) this.#keep(environment);
  }

  #keep(environment: ExecutionEnvironment): void {
    const idle = { environment, resumed: new AbortController() };
    this.#idle.push(idle);
    const { signal } = idle.resumed;
    void this.#options.clock.sleep(maxIdleMilliseconds, signal).then(() => {
      if (!signal.aborted) this.#end(idle);
    });
  }

  #end(idle: IdleEnvironment): void {
    this.#idle.splice(this.#idle.indexOf(idle), 1);
    this.#environments.delete(idle.environment);
    const ending = idle.environment.stop().finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }

  #create(): ExecutionEnvironment {
    const environment = new ExecutionEnvironment(
      this.configuration,
      this.#options.variables(),
      this.#options.log,
    );
    this.#environments.add(environment);
    return environment;
  }
}
