import { existsSync, readdirSync } from 'node:fs';
import { makePrivateFolder } from '../../local/persistence/private-files.ts';
import { UsageError } from './options.ts';

/** Entries that identify a state folder. */
const stateEntries = ['cdk.out', 'runner', 'simulator', 'stack.json', 'development-key.json'];

/**
 * Creates the state folder, or restricts an existing one to its owner.
 * @throws UsageError for a folder with other files, whose permissions must not change
 * @throws StorageError
 */
export function prepareStateFolder(folder: string): void {
  const entries = existsSync(folder) ? readdirSync(folder) : [];
  if (entries.length > 0 && !entries.some((entry) => stateEntries.includes(entry))) {
    throw new UsageError(`--state must be a folder for the state alone, but ${folder} contains other files`);
  }
  makePrivateFolder(folder);
}
