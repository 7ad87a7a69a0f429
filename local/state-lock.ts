import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

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
 * Keeps a second runner off the folder. The lock is one of the operating system (on an SQLite file): that of a killed
 * process is gone with it, so nothing stale is ever in the way.
 * @returns how to let go
 * @throws StateLockedError
 */
export function lockState(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const owner = join(folder, 'lock.pid');
  const database = new DatabaseSync(join(folder, 'lock.sqlite'));
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch {
    database.close();
    throw new StateLockedError(folder, ownerOf(owner));
  }
  writeFileSync(owner, `${process.pid}\n`);
  return () => database.close();
}

function ownerOf(path: string): string {
  try {
    return ` (process ${readFileSync(path, 'utf8').trim()})`;
  } catch {
    return '';
  }
}
