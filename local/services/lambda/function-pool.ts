import { randomUUID } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
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

export interface PoolOptions {
  readonly variables: () => Record<string, string>;
  readonly log: (line: string) => void;
  readonly concurrency: ConcurrencyLimit;
  readonly observer: Observer;
}

/**
 * The environments of a function. An invocation uses a warm one, or a new one below the limit, or else waits in a queue. It
 * is throttled only if the function's concurrency on AWS would be exceeded.
 */
export class FunctionPool {
  readonly configuration: FunctionConfiguration;
  /** The session of the function's role. */
  readonly session: RoleSession;
  readonly #options: PoolOptions;
  readonly #limit: number;
  readonly #idle: ExecutionEnvironment[] = [];
  readonly #environments = new Set<ExecutionEnvironment>();
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
    await Promise.all([...this.#environments].map((environment) => environment.stop()));
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
    for (let warm = this.#idle.pop(); warm !== undefined; warm = this.#idle.pop()) {
      if (warm.alive) return warm;
      this.#environments.delete(warm);
    }
    if (this.#environments.size < this.#limit) return this.#create();
    return new Promise((resolve) => this.#queue.push(resolve));
  }

  #release(environment: ExecutionEnvironment): void {
    if (!environment.alive) this.#environments.delete(environment);
    const next = this.#queue.shift();
    if (next !== undefined) next(environment.alive ? environment : this.#create());
    else if (environment.alive) this.#idle.push(environment);
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
