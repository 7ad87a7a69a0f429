import { existsSync, readdirSync } from 'node:fs';
import { makePrivateFolder } from '../../local/persistence/private-files.ts';
import { UsageError } from './options.ts';

/** What a start leaves in its state folder, one of them at least. */
const ours = ['cdk.out', 'runner', 'simulator', 'stack.json', 'development-key.json'];

/**
 * Makes the state folder, or takes an existing one, for its owner alone.
 * @throws UsageError for a folder that holds other files: its permissions are not ours to change
 * @throws StorageError
 */
export function prepareStateFolder(folder: string): void {
  const entries = existsSync(folder) ? readdirSync(folder) : [];
  if (entries.length > 0 && !entries.some((entry) => ours.includes(entry))) {
    throw new UsageError(`--state wants a folder of its own: ${folder} holds other files`);
  }
  makePrivateFolder(folder);
}
