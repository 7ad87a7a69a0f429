import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { openDatabase } from '../../persistence/database.ts';
import type { Counts } from './machine.ts';

const statusSchema = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED']);
export type ExecutionStatus = z.output<typeof statusSchema>;

const rowSchema = z.object({
  machine: z.string(),
  name: z.string(),
  input: z.string(),
  status: statusSchema,
  startDate: z.number(),
  stopDate: z.number().nullable(),
  output: z.string().nullable(),
  error: z.string().nullable(),
  cause: z.string().nullable(),
  state: z.string(),
  stateInput: z.string(),
  enteredAt: z.number(),
  waitUntil: z.number().nullable(),
  historyEvents: z.number(),
  counts: z.string().transform((text) => z.record(z.string(), z.number()).parse(JSON.parse(text))),
});

/** An execution as it is on disk; dates in milliseconds since 1970, input and outputs as JSON texts. */
export type ExecutionRow = z.output<typeof rowSchema>;

export interface ExecutionEnd {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly stopDate: number;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly counts: Counts;
}

/** As long as Step Functions remembers the names of closed executions. */
const rememberedMilliseconds = 90 * 24 * 3600 * 1000;

const damagedAdvice =
  'Put back a copy of it, or move it away: running executions are then lost, and reconciliation starts new ones';

const schema = `
  CREATE TABLE IF NOT EXISTS executions (
    machine TEXT NOT NULL, name TEXT NOT NULL, input TEXT NOT NULL, status TEXT NOT NULL,
    startDate REAL NOT NULL, stopDate REAL, output TEXT, error TEXT, cause TEXT,
    state TEXT NOT NULL, stateInput TEXT NOT NULL, enteredAt REAL NOT NULL, waitUntil REAL,
    historyEvents INTEGER NOT NULL DEFAULT 0, counts TEXT NOT NULL DEFAULT '{}', announced INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (machine, name)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS by_start ON executions (machine, startDate);
  CREATE INDEX IF NOT EXISTS unannounced ON executions (machine) WHERE announced = 0;
`;

/**
 * Where every execution stands, in one SQLite file. A statement that has returned survives a kill of the process: the
 * write-ahead log is written (not synced) by then. A power cut may undo the last transitions, never the file; what they
 * did is then done again, as everything in a workflow must bear, and DynamoDB's stand-in syncs no more than this.
 */
export class ExecutionStore {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @param path `:memory:` for none @throws DamagedStateError, StorageError */
  constructor(path: string) {
    this.#database = path === ':memory:' ? new DatabaseSync(path) : openDatabase(path, damagedAdvice);
    this.#database.exec('PRAGMA synchronous = NORMAL;');
    this.#database.exec(schema);
  }

  /** @returns false if the name is taken */
  insert(row: Pick<ExecutionRow, 'machine' | 'name' | 'input' | 'startDate' | 'state'>): boolean {
    const { machine, name, input, startDate, state } = row;
    const { changes } = this.#statement(
      `INSERT INTO executions (machine, name, input, status, startDate, state, stateInput, enteredAt)
         VALUES (?, ?, ?, 'RUNNING', ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ).run(machine, name, input, startDate, state, input, startDate);
    return changes === 1;
  }

  find(machine: string, name: string): ExecutionRow | undefined {
    const row = this.#statement('SELECT * FROM executions WHERE machine = ? AND name = ?').get(machine, name);
    return row === undefined ? undefined : rowSchema.parse(row);
  }

  /** Newest first. */
  list(machine: string, page: { status?: string; limit: number; offset: number }): ExecutionRow[] {
    return this.#statement(
      `SELECT * FROM executions WHERE machine = ? AND status = coalesce(?, status)
         ORDER BY startDate DESC, name LIMIT ? OFFSET ?`,
    )
      .all(machine, page.status ?? null, page.limit, page.offset)
      .map((row) => rowSchema.parse(row));
  }

  running(machine: string): ExecutionRow[] {
    return this.#statement(
      `SELECT * FROM executions WHERE machine = ? AND announced = 0 AND status = 'RUNNING' ORDER BY startDate`,
    )
      .all(machine)
      .map((row) => rowSchema.parse(row));
  }

  /** Executions that ended without anybody having been told yet. */
  unannounced(machine: string): ExecutionRow[] {
    return this.#statement(
      `SELECT * FROM executions WHERE machine = ? AND announced = 0 AND status <> 'RUNNING' ORDER BY stopDate`,
    )
      .all(machine)
      .map((row) => rowSchema.parse(row));
  }

  enter(row: ExecutionRow): void {
    this.#statement(
      `UPDATE executions SET state = ?, stateInput = ?, enteredAt = ?, waitUntil = NULL, historyEvents = ?, counts = ?
         WHERE machine = ? AND name = ?`,
    ).run(
      ...[row.state, row.stateInput, row.enteredAt, row.historyEvents, JSON.stringify(row.counts)],
      ...[row.machine, row.name],
    );
  }

  waitUntil({ machine, name }: ExecutionRow, waitUntil: number): void {
    this.#statement('UPDATE executions SET waitUntil = ? WHERE machine = ? AND name = ?').run(
      waitUntil,
      machine,
      name,
    );
  }

  end({ machine, name }: ExecutionRow, end: ExecutionEnd): void {
    this.#statement(
      `UPDATE executions SET status = ?, stopDate = ?, output = ?, error = ?, cause = ?, counts = ?, waitUntil = NULL
         WHERE machine = ? AND name = ?`,
    ).run(
      ...[end.status, end.stopDate, end.output ?? null, end.error ?? null, end.cause ?? null],
      ...[JSON.stringify(end.counts), machine, name],
    );
  }

  announced({ machine, name }: ExecutionRow): void {
    this.#statement('UPDATE executions SET announced = 1 WHERE machine = ? AND name = ?').run(machine, name);
  }

  /** Frees the names of executions that ended long ago. */
  forget(now: number): void {
    this.#statement(`DELETE FROM executions WHERE announced = 1 AND stopDate < ?`).run(
      now - rememberedMilliseconds,
    );
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  /** Compiled once: there are a dozen, made for every state of every execution. */
  #statement(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
