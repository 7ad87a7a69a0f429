import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another simulator has the state folder open. */
export class StateInUseError extends Error {
  constructor(folder: string) {
    super(`the state folder ${folder} is in use by another simulator`);
    this.name = 'StateInUseError';
  }
}

const tables = `
  CREATE TABLE IF NOT EXISTS voices (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    scope TEXT NOT NULL, account TEXT NOT NULL, family TEXT NOT NULL, kind TEXT NOT NULL, origin TEXT NOT NULL,
    name TEXT NOT NULL, target_model TEXT NOT NULL, language TEXT NOT NULL,
    voice_prompt TEXT NOT NULL, preview_text TEXT NOT NULL,
    created_at REAL NOT NULL, review_ends_at REAL, outcome TEXT NOT NULL,
    visible_at REAL NOT NULL, removed_at REAL, deleted_at REAL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS voices_by_owner ON voices (scope, account, family, seq);
  CREATE TABLE IF NOT EXISTS calls (seq INTEGER PRIMARY KEY AUTOINCREMENT, entry TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value REAL NOT NULL) STRICT;
`;

/**
 * The simulator's state: a file in the folder, or memory alone when there is none. What a call has changed is on
 * file before it is answered, so a killed process loses nothing.
 * @throws StateInUseError
 */
export function openDatabase(folder: string | undefined): DatabaseSync {
  if (folder === undefined) {
    const database = new DatabaseSync(':memory:');
    database.exec(tables);
    return database;
  }
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, 'simulator.sqlite'));
  try {
    // An exclusive lock instead of shared memory: two providers with one memory would confuse everybody.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    database.exec(tables);
  } catch (error) {
    database.close();
    if (error instanceof Error && /locked|busy/i.test(error.message)) throw new StateInUseError(folder);
    throw error;
  }
  return database;
}
