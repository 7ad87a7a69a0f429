import {
  chmodSync,
  closeSync,
  existsSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { DamagedStateError, storageError } from './errors.ts';

const ownerOnlyFolder = 0o700;
const ownerOnlyFile = 0o600;

/** Makes the folder where it is missing, for its owner alone; an existing one is tightened. @throws StorageError */
export function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: ownerOnlyFolder });
    chmodSync(folder, ownerOnlyFolder);
  } catch (error) {
    throw storageError(folder, error);
  }
}

/**
 * Replaces a file that only its owner may read. The new text is on the disk before it takes the old one's place, so that
 * a kill, a power cut or a full disk leaves the old file or the new one, whole.
 * @throws StorageError
 */
export function writePrivateFile(path: string, text: string): void {
  const next = `${path}.new`;
  try {
    const file = openSync(next, 'w', ownerOnlyFile);
    try {
      writeFileSync(file, text);
      fchmodSync(file, ownerOnlyFile);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, path);
    syncFolder(dirname(path));
  } catch (error) {
    throw storageError(path, error);
  }
}

/**
 * The content of a JSON file, undefined where there is none. A file that was left readable for others is tightened.
 * @param advice a sentence that says what to do about a damaged file
 * @throws DamagedStateError, StorageError
 */
export function readPrivateJson<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  advice: string,
): z.output<Schema> | undefined {
  if (!existsSync(path)) return undefined;
  let text: string;
  try {
    chmodSync(path, ownerOnlyFile);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw storageError(path, error);
  }
  const parsed = schema.safeParse(jsonOrUndefined(text));
  if (parsed.success) return parsed.data;
  throw new DamagedStateError(path, advice);
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A rename is on the disk once its folder is. Windows cannot open folders, and needs no sync for them. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
