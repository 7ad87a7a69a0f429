// @ts-check
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 200;
const heartbeatMs = 1_000;
/** A lock without a heartbeat for this time is abandoned. The time depends on whether its process is alive. */
const abandonedAfterMs = { ended: 5_000, alive: 600_000 };

/**
 * Waits for the lock and acquires it. The holder touches the file every second, because the process id in it may belong
 * to another process by now, or to one in another container.
 *
 * @param {string} file
 * @param {(pid: number) => void} onWait called once if another process holds the lock
 * @returns {Promise<() => void>} a function that releases the lock
 */
export async function acquireInstallLock(file, onWait) {
  for (let hasWaited = false; !create(file); await sleep(pollMs)) {
    const holder = read(file);
    if (holder === null) continue;
    if (isAbandoned(holder)) remove(file, holder.pid);
    else if (!hasWaited) {
      hasWaited = true;
      onWait(holder.pid);
    }
  }
  const heartbeat = setInterval(() => touch(file), heartbeatMs);
  return () => {
    clearInterval(heartbeat);
    rmSync(file, { force: true });
  };
}

/**
 * @param {{ readonly isAlive: boolean, readonly silentMs: number }} holder
 * @returns {boolean}
 */
export function isAbandoned({ isAlive, silentMs }) {
  return silentMs > (isAlive ? abandonedAfterMs.alive : abandonedAfterMs.ended);
}

/** @param {string} file */
function create(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

/** @param {string} file */
function read(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return { pid, isAlive: isAlive(pid), silentMs: Date.now() - statSync(file).mtimeMs };
  } catch {
    // The lock was released in the meantime.
    return null;
  }
}

/**
 * Removes an abandoned lock, unless another waiter has replaced it with its lock.
 *
 * @param {string} file
 * @param {number} pid
 */
function remove(file, pid) {
  const renamed = `${file}.${process.pid}`;
  try {
    renameSync(file, renamed);
    if (readFileSync(renamed, 'utf8') === String(pid)) rmSync(renamed);
    else renameSync(renamed, file);
  } catch {
    // Another waiter has removed it.
  }
}

/** @param {string} file */
function touch(file) {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // The file was deleted manually.
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** @param {unknown} error */
function codeOf(error) {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
