import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteCode, storageError } from './errors.ts';
import { makePrivateFolder } from './state-files.ts';

/** SQLite's code for a database that another process has locked. */
const busy = 5;
const damagedAdvice =
  'It holds nothing but the lock: make sure that no stack runs on the folder, and delete it';

/** Another runner works on the state folder. */
export class StateLockedError extends Error {
  readonly folder: string;

  constructor(folder: string, owner: string) {
    super(`Another stack runs on ${folder}${owner}. Stop it, or take another state folder.`);
    this.name = 'StateLockedError';
    this.folder = folder;
  }
}

/**
 * Keeps a second runner off the folder. The lock is one of the operating system, on an SQLite file. It ends with its
 * process, however that ends, and no process id is compared: `lock.pid` only names the owner for people and `npm stop`.
 * @returns releases the lock
 * @throws StateLockedError, DamagedStateError, StorageError
 */
export function lockState(folder: string): () => void {
  makePrivateFolder(folder);
  const owner = join(folder, 'lock.pid');
  const database = lock(folder, join(folder, 'lock.sqlite'), owner);
  try {
    writeFileSync(owner, `${process.pid}\n`);
  } catch (error) {
    database.close();
    throw storageError(owner, error);
  }
  return () => database.close();
}

function lock(folder: string, path: string, owner: string): DatabaseSync {
  const database = open(path);
  try {
    database.exec('BEGIN EXCLUSIVE');
    return database;
  } catch (error) {
    database.close();
    if (sqliteCode(error) === busy) throw new StateLockedError(folder, ownerOf(owner));
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

function ownerOf(path: string): string {
  try {
    return ` (process ${readFileSync(path, 'utf8').trim()})`;
  } catch {
    return '';
  }
}
