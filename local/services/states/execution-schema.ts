import type { DatabaseSync } from 'node:sqlite';

const schema = `
  CREATE TABLE IF NOT EXISTS executions (
    machine TEXT NOT NULL, name TEXT NOT NULL, input TEXT NOT NULL, status TEXT NOT NULL,
    startDate REAL NOT NULL, stopDate REAL, output TEXT, error TEXT, cause TEXT,
    state TEXT NOT NULL, stateInput TEXT NOT NULL, enteredAt REAL NOT NULL, waitUntil REAL,
    historyEvents INTEGER NOT NULL DEFAULT 0, counts TEXT NOT NULL DEFAULT '{}', announced INTEGER NOT NULL DEFAULT 0,
    taskAttempt INTEGER NOT NULL DEFAULT 0, taskAnswer TEXT, definition TEXT NOT NULL DEFAULT '',
    taskSubmitted INTEGER NOT NULL DEFAULT 0, heartbeatMs REAL, heartbeatUntil REAL,
    PRIMARY KEY (machine, name)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS histories (
    machine TEXT NOT NULL, name TEXT NOT NULL, firstId INTEGER NOT NULL, events BLOB NOT NULL,
    PRIMARY KEY (machine, name, firstId)
  ) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS definitions (hash TEXT PRIMARY KEY, definition TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS validated (hash TEXT PRIMARY KEY) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS machines (name TEXT PRIMARY KEY, creationDate REAL NOT NULL) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS by_start ON executions (machine, startDate);
  CREATE INDEX IF NOT EXISTS unannounced ON executions (machine) WHERE announced = 0;
`;

/** Columns that files of earlier versions lack. */
const addedColumns = {
  taskAttempt: 'INTEGER NOT NULL DEFAULT 0',
  taskAnswer: 'TEXT',
  taskSubmitted: 'INTEGER NOT NULL DEFAULT 0',
  heartbeatMs: 'REAL',
  heartbeatUntil: 'REAL',
  definition: "TEXT NOT NULL DEFAULT ''",
};

/** Creates the tables of executions, and adds the columns that a file of an earlier version lacks. */
export function createTables(database: DatabaseSync): void {
  database.exec(schema);
  const existing = database.prepare('SELECT name FROM pragma_table_info(?)').all('executions');
  const names = new Set(existing.map(({ name }) => name));
  for (const [name, type] of Object.entries(addedColumns)) {
    if (!names.has(name)) database.exec(`ALTER TABLE executions ADD COLUMN ${name} ${type}`);
  }
}
