import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../persistence/database.ts';

/** An accepted event whose processing has not ended. */
export interface PendingInvocation {
  readonly requestId: string;
  readonly functionName: string;
  /** The event as JSON text. */
  readonly payload: string;
  /** Milliseconds since 1970. */
  readonly acceptedAt: number;
  /** The number of failed attempts. */
  readonly failures: number;
}

/** The accepted events on disk. After a kill, the next start delivers them. */
export class AsyncInvocationStore {
  readonly #database: DatabaseSync;

  constructor(file: string) {
    this.#database = openDatabase(
      file,
      'Put back a copy of it, or move it away and lose the asynchronous invocations that have not ended',
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
