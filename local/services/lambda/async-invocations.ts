import { randomUUID } from 'node:crypto';
import { AwsError } from '../../core/aws-error.ts';
import type { TimeScale } from '../../core/clock.ts';
import type { FunctionResult, QueueSender } from '../../core/ports.ts';
import type { Observer } from '../../core/runner-event.ts';
import type { AsyncInvocationStore, PendingInvocation } from './async-invocation-store.ts';
import { type Condition, deadLetterAttributes, destinationRecord } from './destination-record.ts';
import { defaultEventInvokeConfig, type EventInvokeConfig } from './event-invoke-config.ts';
import { asyncPayloadLimitBytes } from './function-errors.ts';
import type { FunctionPool } from './function-pool.ts';

/** Lambda waits one minute before the second attempt and two minutes before the third. */
const retryWaitsMilliseconds = [60_000, 120_000];
/** Lambda retries a throttled event after one second, then doubles the wait up to five minutes until the event is too old. */
const throttleWaitMilliseconds = 1_000;
const maxThrottleWaitMilliseconds = 300_000;

export interface AsyncInvocationsOptions {
  readonly store: AsyncInvocationStore;
  /** @throws AwsError `ResourceNotFoundException` */
  readonly pool: (functionName: string) => FunctionPool;
  readonly queues: QueueSender;
  readonly timeScale: TimeScale;
  /** Logs an event that could not be sent to a destination or dead-letter queue. */
  readonly log: (functionName: string, line: string) => void;
  readonly observer: Observer;
}

/** Lambda's internal event queue, with accepted events on disk, retries, dead-letter queues and destinations. */
export class AsyncInvocations {
  readonly #options: AsyncInvocationsOptions;
  readonly #configs = new Map<string, EventInvokeConfig>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  constructor(options: AsyncInvocationsOptions) {
    this.#options = options;
  }

  configure(functionName: string, config: EventInvokeConfig): void {
    this.#configs.set(functionName, config);
  }

  async invokeAsync(nameOrArn: string, payload: unknown): Promise<void> {
    const { configuration } = this.#options.pool(nameOrArn);
    const text = JSON.stringify(payload ?? null);
    if (Buffer.byteLength(text) > asyncPayloadLimitBytes) {
      const message = `Request must be smaller than ${asyncPayloadLimitBytes} bytes for the InvokeFunction operation`;
      throw new AwsError('RequestTooLargeException', message, 413);
    }
    const invocation: PendingInvocation = {
      requestId: randomUUID(),
      functionName: configuration.name,
      payload: text,
      acceptedAt: Date.now(),
      failures: 0,
    };
    this.#options.store.add(invocation);
    this.#options.observer({
      kind: 'asyncInvocation',
      functionName: configuration.name,
      outcome: 'received',
    });
    this.#after(0, () => this.#attempt(invocation, 0));
  }

  /** Continues the events that an earlier run accepted. Drops events of functions that no longer exist. */
  resume(): void {
    for (const invocation of this.#options.store.all()) {
      try {
        this.#options.pool(invocation.functionName);
      } catch {
        this.#options.store.remove(invocation.requestId);
        continue;
      }
      this.#after(0, () => this.#attempt(invocation, 0));
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#options.store.close();
  }

  #after(milliseconds: number, run: () => Promise<void>): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void run();
    }, this.#options.timeScale.scale(milliseconds));
    this.#timers.add(timer);
  }

  async #attempt(invocation: PendingInvocation, throttles: number): Promise<void> {
    const config = this.#configs.get(invocation.functionName) ?? defaultEventInvokeConfig;
    const maxAge = this.#options.timeScale.scale(config.maximumEventAgeSeconds * 1000);
    if (Date.now() - invocation.acceptedAt > maxAge) {
      await this.#end(invocation, config, 'EventAgeExceeded', undefined);
      return;
    }
    const result = await this.#run(invocation);
    if (this.#stopped) return;
    if (result === 'throttled') {
      const wait = Math.min(throttleWaitMilliseconds * 2 ** throttles, maxThrottleWaitMilliseconds);
      this.#after(wait, () => this.#attempt(invocation, throttles + 1));
      return;
    }
    if ('payload' in result) {
      await this.#end(invocation, config, 'Success', result);
      return;
    }
    const failed = { ...invocation, failures: invocation.failures + 1 };
    if (failed.failures > config.maximumRetryAttempts) {
      await this.#end(failed, config, 'RetriesExhausted', result);
      return;
    }
    this.#options.store.recordFailures(failed.requestId, failed.failures);
    this.#after(retryWaitsMilliseconds[failed.failures - 1] ?? 0, () => this.#attempt(failed, 0));
  }

  async #run(invocation: PendingInvocation): Promise<FunctionResult | 'throttled'> {
    try {
      return await this.#options.pool(invocation.functionName).invoke(JSON.parse(invocation.payload));
    } catch (error) {
      if (error instanceof AwsError && error.type === 'TooManyRequestsException') return 'throttled';
      throw error;
    }
  }

  /** Removes the event only after its last message is sent, so a kill in between sends the messages again. */
  async #end(
    invocation: PendingInvocation,
    config: EventInvokeConfig,
    condition: Condition,
    result: FunctionResult | undefined,
  ): Promise<void> {
    const { observer, store } = this.#options;
    const { functionName } = invocation;
    const { configuration, session } = this.#options.pool(functionName);
    const { deadLetterQueueArn } = configuration;
    const succeeded = condition === 'Success';
    const destination = succeeded ? config.onSuccessQueueArn : config.onFailureQueueArn;
    if (!succeeded) observer({ kind: 'asyncInvocation', functionName, outcome: 'dropped' });
    if (!succeeded && deadLetterQueueArn !== undefined) {
      const attributes = deadLetterAttributes(invocation, result);
      await this.#send(functionName, 'deadLetterFailed', (queues) =>
        queues.send(deadLetterQueueArn, invocation.payload, session, attributes),
      );
    }
    if (destination !== undefined) {
      const record = destinationRecord(invocation, condition, result);
      await this.#send(functionName, 'destinationFailed', (queues) =>
        queues.send(destination, record, session),
      );
    }
    if (!this.#stopped) store.remove(invocation.requestId);
  }

  async #send(
    functionName: string,
    outcome: 'deadLetterFailed' | 'destinationFailed',
    send: (queues: QueueSender) => Promise<void>,
  ): Promise<void> {
    try {
      await send(this.#options.queues);
    } catch (error) {
      this.#options.observer({ kind: 'asyncInvocation', functionName, outcome });
      this.#options.log(functionName, `An asynchronous invocation was lost: ${String(error)}`);
    }
  }
}
