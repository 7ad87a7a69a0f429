import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DamagedStateError, readRunningStack, StorageError } from '../../scripts/running-stack.ts';
import { UsageError } from '../errors/usage-error.ts';

const projectRoot = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/**
 * Reads the note about the local stack that was last started with a state folder. Returns null if there is none.
 *
 * @throws UsageError
 */
export function readLocalStack(stateFolder: string = '.local') {
  try {
    return readRunningStack(resolve(projectRoot, stateFolder));
  } catch (error) {
    if (error instanceof DamagedStateError || error instanceof StorageError) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}
