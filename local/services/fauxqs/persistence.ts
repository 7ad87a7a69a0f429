import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { PersistenceManager } from '../../../node_modules/fauxqs/dist/persistence.js';
import { checkDatabase } from '../../persistence/database.ts';

export type { PersistenceManager } from '../../../node_modules/fauxqs/dist/persistence.js';

/** Returns the path of the SQLite file in which fauxqs keeps its state. */
export function databasePath(stateFolder: string): string {
  return join(stateFolder, 'fauxqs.db');
}

/**
 * Opens the state of fauxqs. Creates the folder if it is missing.
 * @param advice an instruction for a damaged file
 * @throws DamagedStateError, StorageError
 */
export function openPersistence(stateFolder: string, advice: string): PersistenceManager {
  mkdirSync(stateFolder, { recursive: true });
  checkDatabase(databasePath(stateFolder), advice);
  return new PersistenceManager(stateFolder);
}
