import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Claims the making of a file that the processes of one run share. Until the file exists, or this process has ended or
 * released it, every other process waits.
 *
 * @returns false while another process makes the file
 */
export function claimMaking(path: string): boolean {
  try {
    writeFileSync(lockOf(path), String(process.pid), { flag: 'wx' });
    return true;
  } catch {
    if (isAlive(Number(holderOf(path)))) return false;
    rmSync(lockOf(path), { force: true });
    return false;
  }
}

/** Lets another process try, after a failure. */
export function releaseMaking(path: string): void {
  rmSync(lockOf(path), { force: true });
}

function lockOf(path: string): string {
  return `${path}.making`;
}

function holderOf(path: string): string {
  try {
    return readFileSync(lockOf(path), 'utf8');
  } catch {
    return '';
  }
}

function isAlive(pid: number): boolean {
  // Empty while its holder is about to write its number into it.
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
