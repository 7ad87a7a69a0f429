import type { Clock } from '../../core/clock.ts';
import type { EventPublisher } from '../../core/ports.ts';
import { executionArn, machineArn } from './arns.ts';
import type { ExecutionRow, ExecutionStore } from './execution-store.ts';

const firstRetryMilliseconds = 1_000;
const lastRetryMilliseconds = 30_000;
/** Input and output travel in the event up to this size together, the output alone before the input. */
const includedBytes = 248 * 1024;

/**
 * Tells the default bus how executions ended: `Step Functions Execution Status Change`, at least once each, whatever
 * is killed in between. Starts, which AWS announces as `RUNNING`, are not told.
 * https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
 */
export class Announcer {
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

  /** Returns at once; the event is sent, and sent again while the bus refuses it, in the background. */
  announce(row: ExecutionRow): void {
    const pending = this.#deliver(row).finally(() => this.#pending.delete(pending));
    this.#pending.add(pending);
  }

  /** What is not delivered by now is at the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#pending);
  }

  async #deliver(row: ExecutionRow): Promise<void> {
    const { signal } = this.#closing;
    let pause = firstRetryMilliseconds;
    while (!signal.aborted) {
      try {
        await this.#publisher.publish(statusChange(row));
        this.#store.announced(row);
        return;
      } catch {
        await this.#clock.sleep(pause, signal);
        pause = Math.min(pause * 2, lastRetryMilliseconds);
      }
    }
  }
}

function statusChange(row: ExecutionRow) {
  const arn = executionArn(row.machine, row.name);
  const outputBytes = Buffer.byteLength(row.output ?? '');
  const outputIncluded = outputBytes <= includedBytes;
  const inputIncluded = outputBytes + Buffer.byteLength(row.input) <= includedBytes;
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
