import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DamagedStateError, storageError } from './storage-error.ts';

/**
 * Opens an SQLite file of the state folder. Creates its folder if it is missing.
 * @param advice an instruction for a damaged file
 * @throws DamagedStateError, StorageError
 */
export function openDatabase(path: string, advice: string): DatabaseSync {
  checkDatabase(path, advice);
  try {
    mkdirSync(dirname(path), { recursive: true });
    const database = new DatabaseSync(path);
    database.exec('PRAGMA journal_mode = WAL');
    return database;
  } catch (error) {
    throw storageError(path, error, advice);
  }
}

/**
 * Checks a stored SQLite file as a whole. SQLite itself accepts an empty file as a new database, and detects a truncated
 * file only when it reads the missing part.
 * @throws DamagedStateError, StorageError
 */
export function checkDatabase(path: string, advice: string): void {
  if (!existsSync(path)) return;
  if (statSync(path).size === 0 && !existsSync(`${path}-wal`)) throw new DamagedStateError(path, advice);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    const rows = database.prepare('PRAGMA quick_check(1)').all();
    if (!rows.some((row) => row.quick_check === 'ok')) throw new DamagedStateError(path, advice);
  } catch (error) {
    throw storageError(path, error, advice);
  } finally {
    database?.close();
  }
}
