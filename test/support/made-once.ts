import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Claims the making of a file that the processes of one run share. Every other process waits until the file exists, or
 * until this process has ended or released the claim.
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

/** Releases a claim after a failure, so that another process can make the file. */
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
  // The lock is empty until its holder has written its process id.
  if (pid === 0) return true;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
