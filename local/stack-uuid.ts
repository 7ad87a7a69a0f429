import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { DamagedStateError, storageError } from './errors.ts';
import { writePrivateFile } from './state-files.ts';

const damagedAdvice =
  'Put back a copy of it: with another id, voices that were made before are not recognized at the provider';

/**
 * Returns the random part of the stack's id: made at the first start on a state folder, and kept there, as the id of a
 * deployed stack stays the same for its whole life. The caller holds the folder's lock.
 * @throws DamagedStateError, StorageError
 */
export function stackUuid(stateFolder: string): string {
  const file = join(stateFolder, 'stack-id');
  const kept = z.uuid().safeParse(read(file));
  if (kept.success) return kept.data;
  if (existsSync(file)) throw new DamagedStateError(file, damagedAdvice);
  const made = randomUUID();
  writePrivateFile(file, `${made}\n`);
  return made;
}

function read(file: string): string {
  try {
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  } catch (error) {
    throw storageError(file, error);
  }
}
