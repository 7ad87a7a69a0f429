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
import { jsonOrUndefined } from '../core/json.ts';
import { DamagedStateError, storageError } from './storage-error.ts';

const ownerOnlyFolder = 0o700;
const ownerOnlyFile = 0o600;

/** Creates a folder that only its owner can use. Restricts the mode of an existing folder. @throws StorageError */
export function makePrivateFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: ownerOnlyFolder });
    chmodSync(folder, ownerOnlyFolder);
  } catch (error) {
    throw storageError(folder, error);
  }
}

/**
 * Replaces a file that only its owner can read. The new content is synced before it replaces the old file, so a kill, a
 * power cut or a full disk leaves either the complete old file or the complete new one.
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
 * Reads a JSON file, and restricts the mode of a file that others could read. Returns undefined if there is none.
 * @param advice an instruction for a damaged file
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

/** Makes a rename durable. Windows cannot open folders, and needs no sync for them. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
