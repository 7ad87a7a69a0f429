import type { Clock } from '../../core/clock.ts';
import type { EventPublisher } from '../../core/ports.ts';
import type { ServicePrincipal } from '../../core/principal.ts';
import { executionArn, machineArn } from './arns.ts';
import type { ExecutionRow, ExecutionStore } from './execution-store.ts';

const firstRetryMilliseconds = 1_000;
const maxRetryMilliseconds = 30_000;
/** The maximum size of input and output together in an event. The output is included first. */
const maxIncludedBytes = 248 * 1024;

/**
 * Publishes `Step Functions Execution Status Change` on the default bus at least once for each ended execution, also after
 * a kill. Unlike AWS, it publishes no event for the status `RUNNING`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export class StatusChangePublisher {
  readonly #store: ExecutionStore;
  readonly #publisher: EventPublisher;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #pending = new Set<Promise<void>>();

  constructor(store: ExecutionStore, publisher: EventPublisher, clock: Clock) {
    this.#store = store;
    this.#publisher = publisher;
    this.#clock = clock;
  }

  /** Publishes the end of an execution in the background, and retries while the bus refuses the event. */
  publish(row: ExecutionRow): void {
    const pending = this.#deliver(row).finally(() => this.#pending.delete(pending));
    this.#pending.add(pending);
  }

  /** Stops the retries. An event that has not been delivered follows at the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#pending);
  }

  async #deliver(row: ExecutionRow): Promise<void> {
    const { signal } = this.#closing;
    let pause = firstRetryMilliseconds;
    while (!signal.aborted) {
      try {
        await this.#publisher.publish(statusChange(row), principalOf(row));
        this.#store.markAnnounced(row);
        return;
      } catch {
        await this.#clock.sleep(pause, signal);
        pause = Math.min(pause * 2, maxRetryMilliseconds);
      }
    }
  }
}

function principalOf(row: ExecutionRow): ServicePrincipal {
  return { kind: 'service', service: 'states.amazonaws.com', sourceArn: machineArn(row.machine) };
}

function statusChange(row: ExecutionRow) {
  const arn = executionArn(row.machine, row.name);
  const outputBytes = Buffer.byteLength(row.output ?? '');
  const outputIncluded = outputBytes <= maxIncludedBytes;
  const inputIncluded = outputBytes + Buffer.byteLength(row.input) <= maxIncludedBytes;
  return {
    busName: 'default',
    source: 'aws.states',
    detailType: 'Step Functions Execution Status Change',
    resources: [arn],
    detail: {
      executionArn: arn,
      stateMachineArn: machineArn(row.machine),
      name: row.name,
      status: row.status,
      startDate: Math.round(row.startDate),
      stopDate: row.stopDate === null ? null : Math.round(row.stopDate),
      input: inputIncluded ? row.input : null,
      inputDetails: { included: inputIncluded },
      output: outputIncluded ? row.output : null,
      outputDetails: row.output === null ? null : { included: outputIncluded },
      error: row.error,
      cause: row.cause,
    },
  };
}
