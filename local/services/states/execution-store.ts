import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { openDatabase } from '../../persistence/database.ts';
import { createTables } from './execution-schema.ts';
import { HistoryStore } from './history/history-store.ts';
import type { Counts } from './step.ts';

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
  /** The end of a wait, or the time-out of a task with a token. */
  waitUntil: z.number().nullable(),
  /** The attempt of a task with a token, from 0. */
  taskAttempt: z.number(),
  /** 1 if the integration's call for the attempt has returned. */
  taskSubmitted: z.number(),
  /** The maximum time between heartbeats of the attempt, in milliseconds, or null if it needs none. */
  heartbeatMs: z.number().nullable(),
  /** The time at which the attempt ends without another heartbeat. */
  heartbeatUntil: z.number().nullable(),
  /** The answer for the token of the attempt, as JSON text. */
  taskAnswer: z.string().nullable(),
  historyEvents: z.number(),
  /** The hash of the definition that the execution started with. */
  definition: z.string(),
  counts: z.string().transform((text) => z.record(z.string(), z.number()).parse(JSON.parse(text))),
});

/** A stored execution. Dates are in milliseconds since 1970, and input and output are JSON text. */
export type ExecutionRow = z.output<typeof rowSchema>;

/** The first record of an execution. */
export type NewExecution = Pick<
  ExecutionRow,
  'machine' | 'name' | 'input' | 'startDate' | 'state' | 'definition'
>;

/** Returns the execution that enters its first state. */
export function newExecution(execution: NewExecution): ExecutionRow {
  const ended = { stopDate: null, output: null, error: null, cause: null };
  const heartbeat = { heartbeatMs: null, heartbeatUntil: null };
  const task = { waitUntil: null, taskAttempt: 0, taskSubmitted: 0, taskAnswer: null, ...heartbeat };
  const { input: stateInput, startDate: enteredAt } = execution;
  const entered = { stateInput, enteredAt, historyEvents: 0, counts: {} };
  return { ...execution, status: 'RUNNING', ...ended, ...task, ...entered };
}

export interface ExecutionEnd {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly stopDate: number;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly counts: Counts;
}

/** Step Functions reserves the names of closed executions for 90 days. */
const retentionMilliseconds = 90 * 24 * 3600 * 1000;

const damagedAdvice =
  'Put back a copy of it, or move it away and lose the running executions, which reconciliation then replaces';

/**
 * The state of every execution, in one SQLite file. A completed statement survives a kill of the process, because the
 * write-ahead log is written by then. The log is not synced, so a power cut can undo the last transitions but cannot
 * damage the file. Their states then run again, which every workflow must tolerate. The local DynamoDB does not sync
 * either.
 */
export class ExecutionStore {
  readonly histories: HistoryStore;
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /** @param path the file, or `:memory:` @throws DamagedStateError, StorageError */
  constructor(path: string) {
    this.#database = path === ':memory:' ? new DatabaseSync(path) : openDatabase(path, damagedAdvice);
    this.#database.exec('PRAGMA synchronous = NORMAL;');
    createTables(this.#database);
    this.histories = new HistoryStore(this.#database);
  }

  /** Stores a new execution. Returns false if the name is taken. */
  insert(row: NewExecution): boolean {
    const { machine, name, input, startDate, state, definition } = row;
    const { changes } = this.#statement(
      `INSERT INTO executions (machine, name, input, status, startDate, state, stateInput, enteredAt, definition)
         VALUES (?, ?, ?, 'RUNNING', ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
    ).run(machine, name, input, startDate, state, input, startDate, definition);
    return changes === 1;
  }

  /** Stores the definition of executions that are about to start. */
  saveDefinition(hash: string, definition: string): void {
    this.#statement('INSERT INTO definitions (hash, definition) VALUES (?, ?) ON CONFLICT DO NOTHING').run(
      hash,
      definition,
    );
  }

  definition(hash: string): string | undefined {
    const row = this.#statement('SELECT definition FROM definitions WHERE hash = ?').get(hash);
    return row === undefined ? undefined : String(row.definition);
  }

  /** Returns true if an earlier start has validated the definition. */
  isValidated(hash: string): boolean {
    return this.#statement('SELECT 1 FROM validated WHERE hash = ?').get(hash) !== undefined;
  }

  markValidated(hash: string): void {
    this.#statement('INSERT INTO validated (hash) VALUES (?) ON CONFLICT DO NOTHING').run(hash);
  }

  /** Returns the date of the machine's first deployment, which is now for a new machine. */
  creationDate(machine: string, now: number): number {
    this.#statement('INSERT INTO machines (name, creationDate) VALUES (?, ?) ON CONFLICT DO NOTHING').run(
      machine,
      now,
    );
    return Number(
      this.#statement('SELECT creationDate FROM machines WHERE name = ?').get(machine)?.creationDate,
    );
  }

  find(machine: string, name: string): ExecutionRow | undefined {
    const row = this.#statement('SELECT * FROM executions WHERE machine = ? AND name = ?').get(machine, name);
    return row === undefined ? undefined : rowSchema.parse(row);
  }

  /** Returns a page of executions, newest first. */
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

  /** Returns the ended executions whose status change has not been published. */
  unannounced(machine: string): ExecutionRow[] {
    return this.#statement(
      `SELECT * FROM executions WHERE machine = ? AND announced = 0 AND status <> 'RUNNING' ORDER BY stopDate`,
    )
      .all(machine)
      .map((row) => rowSchema.parse(row));
  }

  enter(row: ExecutionRow): void {
    this.#statement(
      `UPDATE executions SET state = ?, stateInput = ?, enteredAt = ?, waitUntil = NULL, historyEvents = ?, counts = ?,
         taskAttempt = 0, taskSubmitted = 0, taskAnswer = NULL, heartbeatMs = NULL, heartbeatUntil = NULL
         WHERE machine = ? AND name = ?`,
    ).run(
      row.state,
      row.stateInput,
      row.enteredAt,
      row.historyEvents,
      JSON.stringify(row.counts),
      row.machine,
      row.name,
    );
  }

  waitUntil({ machine, name }: ExecutionRow, waitUntil: number): void {
    this.#statement('UPDATE executions SET waitUntil = ? WHERE machine = ? AND name = ?').run(
      waitUntil,
      machine,
      name,
    );
  }

  /** Records the attempt of a task with a token, and its deadlines. The call and answer of an earlier attempt are removed. */
  startAttempt({ machine, name, taskAttempt, waitUntil, heartbeatMs, heartbeatUntil }: ExecutionRow): void {
    this.#statement(
      `UPDATE executions SET taskAnswer = CASE taskAttempt WHEN ?1 THEN taskAnswer END,
         taskSubmitted = CASE taskAttempt WHEN ?1 THEN taskSubmitted ELSE 0 END, taskAttempt = ?1, waitUntil = ?2,
         heartbeatMs = ?3, heartbeatUntil = ?4 WHERE machine = ?5 AND name = ?6`,
    ).run(taskAttempt, waitUntil, heartbeatMs, heartbeatUntil, machine, name);
  }

  recordHeartbeat({ machine, name, heartbeatUntil }: ExecutionRow): void {
    this.#statement('UPDATE executions SET heartbeatUntil = ? WHERE machine = ? AND name = ?').run(
      heartbeatUntil,
      machine,
      name,
    );
  }

  submitTask({ machine, name }: ExecutionRow): void {
    this.#statement('UPDATE executions SET taskSubmitted = 1 WHERE machine = ? AND name = ?').run(
      machine,
      name,
    );
  }

  answerTask({ machine, name, taskAnswer }: ExecutionRow): void {
    this.#statement('UPDATE executions SET taskAnswer = ? WHERE machine = ? AND name = ?').run(
      taskAnswer,
      machine,
      name,
    );
  }

  end({ machine, name }: ExecutionRow, end: ExecutionEnd): void {
    this.#statement(
      `UPDATE executions SET status = ?, stopDate = ?, output = ?, error = ?, cause = ?, counts = ?, waitUntil = NULL
         WHERE machine = ? AND name = ?`,
    ).run(
      end.status,
      end.stopDate,
      end.output ?? null,
      end.error ?? null,
      end.cause ?? null,
      JSON.stringify(end.counts),
      machine,
      name,
    );
  }

  markAnnounced({ machine, name }: ExecutionRow): void {
    this.#statement('UPDATE executions SET announced = 1 WHERE machine = ? AND name = ?').run(machine, name);
  }

  /** Deletes executions after their retention, which frees their names, and definitions that no execution runs on. */
  deleteExpired(now: number): void {
    const expired = 'executions WHERE announced = 1 AND stopDate < ?';
    const end = now - retentionMilliseconds;
    this.#statement(
      `DELETE FROM histories WHERE (machine, name) IN (SELECT machine, name FROM ${expired})`,
    ).run(end);
    this.#statement(`DELETE FROM ${expired}`).run(end);
    this.#statement(
      `DELETE FROM definitions WHERE hash NOT IN (SELECT definition FROM executions WHERE status = 'RUNNING')`,
    ).run();
  }

  /** Deletes a machine with its executions. Those that run end without a trace, as on AWS. */
  removeMachine(machine: string): void {
    this.#statement('DELETE FROM executions WHERE machine = ?').run(machine);
    this.#statement('DELETE FROM histories WHERE machine = ?').run(machine);
    this.#statement('DELETE FROM machines WHERE name = ?').run(machine);
  }

  close(): void {
    this.#statements.clear();
    this.#database.close();
  }

  /** Returns a prepared statement from a cache, because the same dozen runs for every state of every execution. */
  #statement(sql: string): StatementSync {
    const statement = this.#statements.get(sql) ?? this.#database.prepare(sql);
    this.#statements.set(sql, statement);
    return statement;
  }
}
