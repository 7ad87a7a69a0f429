import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../persistence/database.ts';

/** An event Lambda has accepted and not yet finished with. Times in milliseconds since the epoch. */
export interface PendingInvocation {
  readonly requestId: string;
  readonly functionName: string;
  /** The event as JSON text. */
  readonly payload: string;
  readonly acceptedAt: number;
  /** Times the function ran and failed. */
  readonly failures: number;
}

/** The accepted events on disk: what a killed runner had accepted is delivered by the next one. */
export class AsyncInvocationStore {
  readonly #database: DatabaseSync;

  constructor(file: string) {
    this.#database = openDatabase(
      file,
      'Put back a copy of it, or move it away: asynchronous invocations that had not ended are then lost',
    );
    this.#database.exec(`CREATE TABLE IF NOT EXISTS invocations (
      requestId TEXT PRIMARY KEY, functionName TEXT NOT NULL, payload TEXT NOT NULL,
      acceptedAt INTEGER NOT NULL, failures INTEGER NOT NULL)`);
  }

  add(invocation: PendingInvocation): void {
    this.#database
      .prepare('INSERT INTO invocations VALUES (?, ?, ?, ?, ?)')
      .run(
        invocation.requestId,
        invocation.functionName,
        invocation.payload,
        invocation.acceptedAt,
        invocation.failures,
      );
  }

  recordFailures(requestId: string, failures: number): void {
    this.#database
      .prepare('UPDATE invocations SET failures = ? WHERE requestId = ?')
      .run(failures, requestId);
  }

  remove(requestId: string): void {
    this.#database.prepare('DELETE FROM invocations WHERE requestId = ?').run(requestId);
  }

  all(): PendingInvocation[] {
    const rows = this.#database.prepare('SELECT * FROM invocations ORDER BY acceptedAt, rowid').all();
    return rows.map((row) => ({
      requestId: String(row.requestId),
      functionName: String(row.functionName),
      payload: String(row.payload),
      acceptedAt: Number(row.acceptedAt),
      failures: Number(row.failures),
    }));
  }

  close(): void {
    this.#database.close();
  }
}
