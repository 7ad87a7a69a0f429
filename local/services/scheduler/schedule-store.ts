import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../persistence/database.ts';

/** The next fire of a schedule, in milliseconds since 1970. */
export interface NextFire {
  /** The time from the schedule's expression. */
  readonly occurrence: number;
  /** The time of the fire after the time scale is applied. */
  readonly fireAt: number;
}

/** The next fire of each schedule, on disk. The next start finds a fire that was due while the runner was stopped. */
export class ScheduleStore {
  readonly #database: DatabaseSync;

  constructor(stateFolder: string) {
    this.#database = openDatabase(
      join(stateFolder, 'schedules.sqlite'),
      'Delete it. Schedules then begin again at the next start',
    );
    this.#database.exec(`CREATE TABLE IF NOT EXISTS schedules (
      name TEXT PRIMARY KEY, definition TEXT NOT NULL, occurrence REAL, fireAt REAL)`);
  }

  /** Returns undefined for a schedule that was not stored with this definition, and null for one that never fires again. */
  find(name: string, definition: string): NextFire | null | undefined {
    const row = this.#database
      .prepare('SELECT occurrence, fireAt FROM schedules WHERE name = ? AND definition = ?')
      .get(name, definition);
    if (row === undefined) return undefined;
    return row.fireAt === null ? null : { occurrence: Number(row.occurrence), fireAt: Number(row.fireAt) };
  }

  save(name: string, definition: string, next: NextFire | null): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO schedules VALUES (?, ?, ?, ?)')
      .run(name, definition, next?.occurrence ?? null, next?.fireAt ?? null);
  }

  remove(name: string): void {
    this.#database.prepare('DELETE FROM schedules WHERE name = ?').run(name);
  }

  close(): void {
    this.#database.close();
  }
}
