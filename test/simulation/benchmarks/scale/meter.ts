import { z } from 'zod';
import type { RunnerEvent } from '../../../../local/core/runner-event.ts';
import type { SimulatedAccount } from '../../simulated-account.ts';
import { indexesOf, partitionWrites, type StoredItem } from '../cost/capacity.ts';
import { type Gauge, Level, PerSecond } from './gauges.ts';

const request = z.object({
  Key: z.record(z.string(), z.unknown()).optional(),
  Item: z.record(z.string(), z.unknown()).optional(),
});

/** Measures what counts against the quotas of AWS in one simulated account. */
export class LoadMeter {
  readonly transitions = new PerSecond();
  readonly events = new PerSecond();
  readonly functions = new Level();
  readonly executions = new Level();
  /** Places of the deployment's own counter, which only a scan lowers. */
  readonly placesTaken = new Level();
  /** Voices that wait for the slot of their create. */
  readonly waiting = new Level();
  longestWaitMilliseconds = 0;
  /** Called when a voice is ready. */
  onReady: (voiceId: string) => void = () => undefined;
  readonly #partitions = new Map<string, PerSecond>();
  readonly #requestedAt = new Map<string, number>();
  #now: () => number = () => 0;

  /** Counts starts, states and ends of executions. */
  readonly observe = (event: RunnerEvent): void => {
    // Transitions of Express executions have no quota.
    if (event.kind === 'stateEntered' && event.machine !== 'sweep') this.transitions.add(this.#now());
    if (event.kind === 'executionStarted' && !event.express) this.executions.add(this.#now(), 1);
    if (event.kind === 'executionEnded' && !event.express) this.executions.add(this.#now(), -1);
  };

  /** @param tableProperties the properties of the table's resource */
  attach(account: SimulatedAccount, tableProperties: Readonly<Record<string, unknown>>): void {
    this.#now = account.time.now;
    this.#watchFunctions(account);
    this.#watchTable(account, tableProperties);
    const published = account.watch.published.bind(account.watch);
    account.watch.published = (entry) => {
      if (entry.source === 'voice-design') this.events.add(this.#now());
      published(entry);
    };
  }

  /** Returns the write units of the busiest partition key of an index. */
  busiest(index: string): Gauge {
    const ofIndex = [...this.#partitions].filter(([key]) => key.startsWith(`${index} `));
    return {
      total: Math.max(0, ...ofIndex.map(([, { total }]) => total)),
      peak: Math.max(0, ...ofIndex.map(([, { peak }]) => peak)),
    };
  }

  #watchFunctions({ functions }: SimulatedAccount): void {
    const run = functions.run.bind(functions);
    functions.run = async (name, event) => {
      this.functions.add(this.#now(), 1);
      try {
        return await run(name, event);
      } finally {
        this.functions.add(this.#now(), -1);
      }
    };
  }

  #watchTable({ table }: SimulatedAccount, properties: Readonly<Record<string, unknown>>): void {
    const indexes = indexesOf(properties);
    const call = table.call.bind(table);
    table.call = async (name, input) => {
      if (name === 'GetItem' || name === 'Query') return call(name, input);
      const { Key, Item } = request.parse(input);
      const item = (): StoredItem | undefined => {
        const stored = table.item(Key ?? Item ?? {});
        return stored === undefined ? undefined : { ...Object(stored) };
      };
      const before = item();
      return call(name, input).finally(() => {
        const after = item();
        for (const { index, partition, units } of partitionWrites(before, after, indexes))
          if (index !== undefined) this.#partition(`${index} ${partition}`).add(this.#now(), units);
        this.#written(before, after);
      });
    };
  }

  #partition(key: string): PerSecond {
    const known = this.#partitions.get(key) ?? new PerSecond();
    this.#partitions.set(key, known);
    return known;
  }

  #written(before: StoredItem | undefined, after: StoredItem | undefined): void {
    const voiceId = text(after?.voiceId);
    if (voiceId.startsWith('BUDGET#')) this.placesTaken.set(this.#now(), Number(Object(after?.taken).N ?? 0));
    const [then, now] = [text(before?.status), text(after?.status)];
    if (then === now) return;
    if (now === 'REQUESTED') {
      this.#requestedAt.set(voiceId, this.#now());
      this.waiting.add(this.#now(), 1);
    }
    if (then === 'REQUESTED') {
      this.waiting.add(this.#now(), -1);
      const waited = this.#now() - (this.#requestedAt.get(voiceId) ?? this.#now());
      this.longestWaitMilliseconds = Math.max(this.longestWaitMilliseconds, waited);
    }
    if (now === 'OK') this.onReady(voiceId);
  }
}

const text = (value: unknown) => String(Object(value).S ?? '');
