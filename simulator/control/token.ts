import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StateFolderError } from '../store/database.ts';

const pattern = /^[A-Za-z0-9_-]{32}$/;

/**
 * The token in the address of the control plane: random, and the same at each start on one state folder, where only
 * its owner can read it.
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

/** Compares without showing by its time how much of the token was right. */
export function isToken(sent: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(sent), digest(token));
}

function newToken(): string {
  return randomBytes(24).toString('base64url');
}
