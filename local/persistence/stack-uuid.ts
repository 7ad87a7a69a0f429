import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateFile } from './private-files.ts';
import { DamagedStateError, storageError } from './storage-error.ts';

const damagedAdvice =
  'Put back a copy of it. With another id, the stack does not recognize its earlier voices at the provider';

/**
 * Returns the random part of the stack's id. It is created at the first start on a state folder and then kept, as the id
 * of a deployed stack never changes. The caller must hold the folder's lock.
 * @throws DamagedStateError, StorageError
 */
export function readOrCreateStackUuid(stateFolder: string): string {
  const file = join(stateFolder, 'stack-id');
  const stored = z.uuid().safeParse(read(file));
  if (stored.success) return stored.data;
  if (existsSync(file)) throw new DamagedStateError(file, damagedAdvice);
  const uuid = randomUUID();
  writePrivateFile(file, `${uuid}\n`);
  return uuid;
}

function read(file: string): string {
  try {
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  } catch (error) {
    throw storageError(file, error);
  }
}
