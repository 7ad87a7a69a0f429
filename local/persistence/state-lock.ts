import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makePrivateFolder } from './private-files.ts';
import { sqliteCode, storageError } from './storage-error.ts';

/** SQLite's result code for a database that another process has locked. */
const sqliteBusy = 5;
const damagedAdvice =
  'It holds only the lock. Make sure that no stack runs on the folder, then delete the file';

/** Another runner uses the state folder. */
export class StateLockedError extends Error {
  readonly folder: string;

  constructor(folder: string, owner: string) {
    super(`Another stack runs on ${folder}${owner}. Stop it, or use another state folder.`);
    this.name = 'StateLockedError';
    this.folder = folder;
  }
}

/**
 * Locks the folder against a second runner. The lock is an operating system lock on an SQLite file, so it always ends with
 * its process, and no process id has to be compared. `lock.pid` names the owner only for error messages and `npm stop`.
 * @returns a function that releases the lock
 * @throws StateLockedError, DamagedStateError, StorageError
 */
export function lockState(folder: string): () => void {
  makePrivateFolder(folder);
  const pidFile = join(folder, 'lock.pid');
  const database = lock(folder, join(folder, 'lock.sqlite'), pidFile);
  try {
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch (error) {
    database.close();
    throw storageError(pidFile, error);
  }
  return () => database.close();
}

function lock(folder: string, path: string, pidFile: string): DatabaseSync {
  const database = open(path);
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (sqliteCode(error) === sqliteBusy) throw new StateLockedError(folder, describeOwner(pidFile));
    throw storageError(path, error, damagedAdvice);
  }
}

function open(path: string): DatabaseSync {
  try {
    return new DatabaseSync(path);
  } catch (error) {
    throw storageError(path, error);
  }
}

function describeOwner(pidFile: string): string {
  try {
    return ` (process ${readFileSync(pidFile, 'utf8').trim()})`;
  } catch {
    return '';
  }
}
