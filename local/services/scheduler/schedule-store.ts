import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { openDatabase } from '../../persistence/database.ts';

/** When a schedule fires next; milliseconds since 1970. */
export interface Pending {
  /** What the schedule's expression says. */
  readonly occurrence: number;
  /** When that is with the time scale: the same without one. */
  readonly fireAt: number;
}

/** Each schedule's next fire, on disk: one that was due while nothing ran is known to the next start. */
export class ScheduleStore {
  readonly #database: DatabaseSync;

  constructor(stateFolder: string) {
    this.#database = openDatabase(
      join(stateFolder, 'schedules.sqlite'),
      'Delete it: schedules are then counted from the next start',
    );
    this.#database.exec(`CREATE TABLE IF NOT EXISTS schedules (
      name TEXT PRIMARY KEY, definition TEXT NOT NULL, occurrence REAL, fireAt REAL)`);
  }

  /** @returns `undefined` for a schedule never seen with this definition, `null` for one that never fires again */
  find(name: string, definition: string): Pending | null | undefined {
    const row = this.#database
      .prepare('SELECT occurrence, fireAt FROM schedules WHERE name = ? AND definition = ?')
      .get(name, definition);
    if (row === undefined) return undefined;
    return row.fireAt === null ? null : { occurrence: Number(row.occurrence), fireAt: Number(row.fireAt) };
  }

  save(name: string, definition: string, pending: Pending | null): void {
    this.#database
      .prepare('INSERT OR REPLACE INTO schedules VALUES (?, ?, ?, ?)')
      .run(name, definition, pending?.occurrence ?? null, pending?.fireAt ?? null);
  }

  close(): void {
    this.#database.close();
  }
}
