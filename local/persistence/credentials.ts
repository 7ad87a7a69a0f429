import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { readPrivateJson, writePrivateFile } from './private-files.ts';

const credentialsFile = z.object({ accessKeyId: z.string().regex(/^LOCAL[0-9A-F]{32}$/) });

const damagedAdvice =
  'Delete it. The next start creates new credentials, and nothing else depends on the old ones';

/**
 * Returns the access key id of a state folder. It is random, created at the folder's first start, and readable only by the
 * folder's owner.
 * @throws DamagedStateError, StorageError
 */
export function readOrCreateAccessKeyId(stateFolder: string): string {
  const path = join(stateFolder, 'credentials.json');
  const stored = readPrivateJson(path, credentialsFile, damagedAdvice);
  if (stored !== undefined) return stored.accessKeyId;
  const accessKeyId = `LOCAL${randomBytes(16).toString('hex').toUpperCase()}`;
  writePrivateFile(path, JSON.stringify({ accessKeyId }));
  return accessKeyId;
}
