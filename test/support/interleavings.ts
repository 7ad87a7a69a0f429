import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { Random } from '../simulation/random.ts';
import { memoryDynamo } from '../simulation/table/memory-dynamo.ts';
import type { MemoryTable, TableOperation } from '../simulation/table/memory-table.ts';

/**
 * A process whose start and whose writes to the table are steps, each together with the reads that follow it. A read is as
 * old as it can be when a write depends on it. The process ends when it throws.
 */
export type Actor = (dynamo: DynamoDBClient, index: number) => Promise<unknown>;

export interface Interleavings {
  /** Returns a table in the state before the first step. */
  readonly start: () => Promise<MemoryTable>;
  readonly actors: readonly Actor[];
  /**
   * Returns the part of an item, in DynamoDB's JSON, that can change what an actor does or the result of `check`. States that
   * differ only in the rest count as one. A state also includes whether the last item that an actor read is unchanged.
   */
  readonly relevantPart: (item: unknown) => unknown;
  /** Returns the part of an item that an actor still uses after another actor has changed the item. */
  readonly partOfStale: (item: unknown) => unknown;
  /**
   * Called for every content of the table that is not known yet. It covers crashes, because an actor without further steps
   * has crashed as well as waited.
   */
  readonly check: (table: MemoryTable, path: readonly number[]) => Promise<void>;
}

/** The part of an actor's past that determines its next steps: its outcomes, and the last item that it has read. */
interface Past {
  outcomes: string;
  /** The key and the item, as JSON. */
  read: { readonly key: object; readonly item: string } | null;
}

interface Waiting {
  readonly grant: () => void;
}

const failed = ' failed ';
const keyed = z.object({ Key: z.record(z.string(), z.unknown()) });

/** One run of all actors, in which the scheduler grants each write. */
class Run {
  readonly #table: MemoryTable;
  readonly #waiting = new Map<number, Waiting>();
  readonly #pasts: Past[];
  #changed = Promise.withResolvers<void>();

  constructor(table: MemoryTable, actors: readonly Actor[]) {
    this.#table = table;
    this.#pasts = actors.map(() => ({ outcomes: '', read: null }));
    for (const [index, actor] of actors.entries()) {
      const dynamo = memoryDynamo((name, input) => this.#step(index, name, input));
      void this.#wait(index)
        .then(() => actor(dynamo, index))
        .then(
          () => 'done',
          (error: unknown) => `failed: ${error}`,
        )
        .then((end) => this.#arrive(index, end));
    }
  }

  get table(): MemoryTable {
    return this.#table;
  }

  /** Indexes of the actors that have a next step. */
  get enabled(): number[] {
    return [...this.#waiting.keys()].sort();
  }

  contents({ relevantPart }: Interleavings): string {
    return JSON.stringify(this.#table.items().map(relevantPart));
  }

  state(interleavings: Interleavings): string {
    const pasts = this.#pasts.map(({ outcomes, read }) => {
      if (!read) return [outcomes];
      const isFresh = read.item === JSON.stringify(this.#table.item(read.key) ?? null);
      return [outcomes, isFresh, interleavings.partOfStale(JSON.parse(read.item))];
    });
    return this.contents(interleavings) + JSON.stringify(pasts);
  }

  /** Waits until every actor has arrived at its first step. */
  async begun(count: number): Promise<void> {
    while (this.#arrived < count) await this.#next();
  }

  async grant(index: number): Promise<void> {
    const waiting = this.#waiting.get(index);
    if (!waiting) throw new Error(`actor ${index} has no step`);
    this.#waiting.delete(index);
    const arrived = this.#arrived;
    waiting.grant();
    while (this.#arrived === arrived) await this.#next();
  }

  #arrived = 0;

  #arrive(index: number, end?: string): void {
    this.#record(index, end ?? '');
    this.#arrived += 1;
    this.#changed.resolve();
  }

  async #next(): Promise<void> {
    await this.#changed.promise;
    this.#changed = Promise.withResolvers();
  }

  #record(index: number, outcome: string, read?: Past['read']): void {
    const past = this.#pasts[index];
    if (!past) return;
    // A process that repeats a failed write is where it was.
    if (!(outcome.endsWith(failed) && past.outcomes.endsWith(outcome))) past.outcomes += outcome;
    past.read = read ?? past.read;
  }

  /** Waits until the scheduler lets the actor continue. */
  #wait(index: number): Promise<void> {
    return new Promise((grant) => {
      this.#waiting.set(index, { grant });
      this.#arrive(index);
    });
  }

  async #step(index: number, name: TableOperation, input: object): Promise<unknown> {
    if (name === 'GetItem') {
      const output = await this.#table.call(name, input);
      const { Key: key } = keyed.parse(input);
      this.#record(index, '', { key, item: JSON.stringify(this.#table.item(key) ?? null) });
      return output;
    }
    await this.#wait(index);
    try {
      const output = await this.#table.call(name, input);
      this.#record(index, `${name} `);
      return output;
    } catch (error) {
      this.#record(index, name + failed);
      throw error;
    }
  }
}

/** Visits every state that an interleaving of the actors' writes can reach. @returns the number of states */
export async function exploreInterleavings(interleavings: Interleavings): Promise<number> {
  const { start, actors, check } = interleavings;
  const known = new Set<string>();
  const checked = new Set<string>();
  const paths: number[][] = [[]];
  for (let path = paths.pop(); path; path = paths.pop()) {
    const run = new Run(await start(), actors);
    await run.begun(actors.length);
    for (const index of path) await run.grant(index);
    for (let state = run.state(interleavings); !known.has(state); state = run.state(interleavings)) {
      known.add(state);
      const contents = run.contents(interleavings);
      if (!checked.has(contents)) await check(run.table, path);
      checked.add(contents);
      const [first, ...others] = run.enabled;
      if (first === undefined) break;
      for (const other of others) paths.push([...path, other]);
      path = [...path, first];
      await run.grant(first);
    }
  }
  return known.size;
}

/** Runs random interleavings of the actors' writes, the same in every run of the test. */
export async function sampleInterleavings(interleavings: Interleavings, runs: number): Promise<void> {
  const { start, actors, check } = interleavings;
  const checked = new Set<string>();
  for (let seed = 1; seed <= runs; seed += 1) {
    const random = new Random(seed);
    const path: number[] = [];
    const run = new Run(await start(), actors);
    await run.begun(actors.length);
    for (let next = run.enabled; next.length > 0; next = run.enabled) {
      const index = next[random.integer(next.length)] ?? 0;
      path.push(index);
      await run.grant(index);
      const contents = run.contents(interleavings);
      if (!checked.has(contents)) await check(run.table, path);
      checked.add(contents);
    }
  }
}
