import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';
import { jsonSchema } from '../language/definition.ts';
import type { HistoryEvent } from './history.ts';

const eventsSchema = z.array(
  z.object({
    id: z.number(),
    previousEventId: z.number(),
    timestamp: z.number(),
    type: z.string(),
    details: z.record(z.string(), z.record(z.string(), jsonSchema)).optional(),
  }),
);
const rowsSchema = z.array(z.object({ events: z.instanceof(Uint8Array) }));

/** A state's events take a few hundred bytes. By default, zlib allocates 16 KiB for the result of each call. */
const compression = { level: 1, chunkSize: 1_024 };

/** An execution by its machine and its name. */
export interface ExecutionKey {
  readonly machine: string;
  readonly name: string;
}

/**
 * The histories of executions, in the file of the executions. A row has the compressed events of one state, and is written
 * when the state ends. The inputs and outputs repeat in most events, so the compressed text has a tenth of its size.
 */
export class HistoryStore {
  readonly #insert: StatementSync;
  readonly #select: StatementSync;

  constructor(database: DatabaseSync) {
    // A state that a kill interrupted runs again, and its events replace those that were stored.
    this.#insert = database.prepare(
      'INSERT OR REPLACE INTO histories (machine, name, firstId, events) VALUES (?, ?, ?, ?)',
    );
    this.#select = database.prepare(
      'SELECT events FROM histories WHERE machine = ? AND name = ? AND firstId <= ? ORDER BY firstId',
    );
  }

  append({ machine, name }: ExecutionKey, events: readonly HistoryEvent[]): void {
    const [first] = events;
    if (first === undefined) return;
    this.#insert.run(machine, name, first.id, deflateRawSync(JSON.stringify(events), compression));
  }

  /** Returns the events of the states that have ended. @param lastId the id of their last event */
  read({ machine, name }: ExecutionKey, lastId: number): HistoryEvent[] {
    const rows = rowsSchema.parse(this.#select.all(machine, name, lastId));
    return rows.flatMap(({ events }) => eventsSchema.parse(JSON.parse(inflateRawSync(events).toString())));
  }
}
