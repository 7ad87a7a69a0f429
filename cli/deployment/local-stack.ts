import { resolve } from 'node:path';
import { DamagedStateError, readRunningStack, StorageError } from '../../scripts/running-stack.ts';
import { UsageError } from '../errors/usage-error.ts';
import { stateBase } from './state-base.ts';

/**
 * Reads the description of the local stack that was last started with a state folder. Returns null if there is none.
 *
 * @throws UsageError
 */
export function readLocalStack(stateFolder: string = '.local') {
  try {
    return readRunningStack(resolve(stateBase, stateFolder));
  } catch (error) {
    if (error instanceof DamagedStateError || error instanceof StorageError) {
      throw new UsageError(error.message);
    }
    throw error;
  }
}
