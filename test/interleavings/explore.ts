import { createHash } from 'node:crypto';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { memoryDynamo } from '../simulation/table/memory-dynamo.ts';
import type { MemoryTable, TableOperation } from '../simulation/table/memory-table.ts';

/** A process. Each of its reads and writes of the table is one step. It ends when it throws. */
export type Actor = (dynamo: DynamoDBClient) => Promise<unknown>;

export interface Exploration {
  /** Returns a table in the state before the first step. */
  readonly start: () => MemoryTable;
  readonly actors: readonly Actor[];
  /** Names of attributes that change neither what an actor does nor the result of `check`. */
  readonly irrelevant: ReadonlySet<string>;
  /** Called for every content of the table that a step can lead to. It covers crashes: no actor has to continue. */
  readonly check: (table: MemoryTable) => Promise<void>;
}

export interface Explored {
  /** Number of states: contents of the table with the answers that each actor has received. */
  readonly states: number;
  /** Number of contents of the table, each of which was checked. */
  readonly contents: number;
}

/** One run of all actors, in which the scheduler grants each step. */
class Run {
  readonly table: MemoryTable;
  readonly #waiting: (() => Promise<void>)[][];
  /** A hash of the answers of each actor. They determine its next steps. */
  readonly #answers: string[];

  readonly #irrelevant: ReadonlySet<string>;

  constructor(table: MemoryTable, { actors, irrelevant }: Exploration) {
    this.table = table;
    this.#irrelevant = irrelevant;
    this.#waiting = actors.map(() => []);
    this.#answers = actors.map(() => '');
    for (const [index, actor] of actors.entries()) {
      const dynamo = memoryDynamo((name, input) => this.#step(index, name, input));
      void actor(dynamo).then(
        () => undefined,
        () => undefined,
      );
    }
  }

  /** Indexes of the actors that have a next step. */
  get enabled(): number[] {
    return this.#waiting.flatMap((steps, index) => (steps.length > 0 ? [index] : []));
  }

  get state(): string {
    return digest(this.contents + this.#answers.join());
  }

  get contents(): string {
    return digest(this.#relevant(this.table.items()));
  }

  /** Lets an actor make its next step, and waits until it has received the answer. */
  async grant(index: number): Promise<void> {
    await this.#waiting[index]?.shift()?.();
    await settle();
  }

  #relevant(value: unknown): string {
    return JSON.stringify(value, (name, inner: unknown) => (this.#irrelevant.has(name) ? undefined : inner));
  }

  #add(index: number, answer: string): void {
    this.#answers[index] = digest(this.#answers[index] + answer);
  }

  #step(index: number, name: TableOperation, input: object): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.#waiting[index]?.push(async () => {
      try {
        const output = await this.table.call(name, input);
        this.#add(index, this.#relevant(output));
        resolve(output);
      } catch (error) {
        this.#add(index, 'refused');
        reject(error);
      }
    });
    return promise;
  }
}

function digest(text: string): string {
  return createHash('sha1').update(text).digest('base64');
}

/** Waits until every actor waits for a step or has ended. Only steps take longer than the microtasks of one turn. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Visits every state that an interleaving of the actors' steps can reach. @throws what `check` throws, with the steps */
export async function explore(exploration: Exploration): Promise<Explored> {
  const { start, check } = exploration;
  const known = new Set<string>();
  const checked = new Set<string>();
  const paths: number[][] = [[]];
  for (let path = paths.pop(); path; path = paths.pop()) {
    const run = new Run(start(), exploration);
    await settle();
    for (const index of path) await run.grant(index);
    const steps = [...path];
    while (!known.has(run.state)) {
      known.add(run.state);
      if (!checked.has(run.contents)) {
        checked.add(run.contents);
        await check(run.table).catch((error: unknown) => {
          throw new Error(`after the steps of the actors ${steps.join()}: ${error}`);
        });
      }
      const [first, ...others] = run.enabled;
      if (first === undefined) break;
      for (const other of others) paths.push([...steps, other]);
      steps.push(first);
      await run.grant(first);
    }
  }
  return { states: known.size, contents: checked.size };
}
