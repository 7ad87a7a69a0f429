import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StateFolderError } from '../store/database.ts';

const pattern = /^[A-Za-z0-9_-]{32}$/;

/**
 * Returns the token of the control plane's URL. A state folder keeps its token, in a file that only its owner can read.
 * Without a state folder, each start generates a new token.
 * @throws StateFolderError
 */
export function controlToken(stateFolder: string | undefined): string {
  if (stateFolder === undefined) return newToken();
  const path = join(stateFolder, 'control-token');
  try {
    const stored = existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
    if (pattern.test(stored)) return stored;
    const token = newToken();
    writeFileSync(`${path}.new`, `${token}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
    return token;
  } catch (error) {
    throw new StateFolderError(stateFolder, error);
  }
}

/** Compares in constant time, so that timing does not reveal a correct prefix of the token. */
export function isToken(candidate: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(candidate), digest(token));
}

function newToken(): string {
  return randomBytes(24).toString('base64url');
}
