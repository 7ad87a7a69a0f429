import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readPrivateJson, writePrivateFile } from './state-files.ts';

const file = z.object({ accessKeyId: z.string().regex(/^LOCAL[0-9A-F]{32}$/) });

/**
 * The access key id of a state folder: random, made at its first start, the same at every later one. Only the owner of
 * the folder can read it.
 * @throws DamagedStateError, StorageError
 */
export function readOrMakeAccessKeyId(stateFolder: string): string {
  const path = join(stateFolder, 'credentials.json');
  const advice = 'Delete it: the next start makes new credentials, and nothing else depends on it';
  const stored = readPrivateJson(path, file, advice);
  if (stored !== undefined) return stored.accessKeyId;
  const accessKeyId = `LOCAL${randomBytes(16).toString('hex').toUpperCase()}`;
  writePrivateFile(path, JSON.stringify({ accessKeyId }));
  return accessKeyId;
}
