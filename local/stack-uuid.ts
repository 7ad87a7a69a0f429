import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Returns the random part of the stack's id: made at the first start on a state folder, and kept there, as the id of a
 * deployed stack stays the same for its whole life. The caller holds the folder's lock.
 */
export function stackUuid(stateFolder: string): string {
  const file = join(stateFolder, 'stack-id');
  if (existsSync(file)) {
    const kept = readFileSync(file, 'utf8').trim();
    // A kill while the file was being written leaves it empty.
    if (kept !== '') return kept;
  }
  const made = randomUUID();
  writeFileSync(file, `${made}\n`);
  return made;
}
