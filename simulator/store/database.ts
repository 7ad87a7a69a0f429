import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The state folder cannot be used. The most likely cause is another simulator that uses it. */
export class StateFolderError extends Error {
  constructor(folder: string, cause: unknown) {
    const reason = String(cause);
    const problem = /locked|busy/i.test(reason)
      ? 'is in use by another simulator'
      : `cannot be used: ${reason}`;
    super(`the state folder ${folder} ${problem}; choose another with --state`, { cause });
    this.name = 'StateFolderError';
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
 * Opens the state database in a folder, or in memory if there is no folder. Changes are written before a call is
 * answered, so that a killed process loses no answered call.
 * @throws StateFolderError
 */
export function openDatabase(folder: string | undefined): DatabaseSync {
  if (folder === undefined) {
    const database = new DatabaseSync(':memory:');
    database.exec(tables);
    return database;
  }
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return openFile(join(folder, 'simulator.sqlite'));
  } catch (error) {
    throw new StateFolderError(folder, error);
  }
}

function openFile(path: string): DatabaseSync {
  const database = new DatabaseSync(path);
  try {
    // The exclusive lock makes a second simulator on the same folder fail.
    database.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    database.exec(tables);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
