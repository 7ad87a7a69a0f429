// @ts-check
import { readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const pollMs = 200;
const beatMs = 1_000;
/** Milliseconds without a beat after which a lock is abandoned: of a process that has ended, and of any other. */
const patienceMs = { ended: 5_000, alive: 600_000 };

/**
 * Takes the lock, after whoever holds it. Its holder touches the file every second: a process number alone may since
 * belong to another process, or to one in another container.
 *
 * @param {string} file
 * @param {(pid: number) => void} onWait called once, if another process holds the lock
 * @returns {Promise<() => void>} gives the lock back
 */
export async function takeInstallLock(file, onWait) {
  for (let hasWaited = false; !create(file); await sleep(pollMs)) {
    const holder = read(file);
    if (holder === null) continue;
    if (isAbandoned(holder)) remove(file, holder.pid);
    else if (!hasWaited) {
      hasWaited = true;
      onWait(holder.pid);
    }
  }
  const beat = setInterval(() => touch(file), beatMs);
  return () => {
    clearInterval(beat);
    rmSync(file, { force: true });
  };
}

/**
 * @param {{ readonly isAlive: boolean, readonly silentMs: number }} holder
 * @returns {boolean}
 */
export function isAbandoned({ isAlive, silentMs }) {
  return silentMs > (isAlive ? patienceMs.alive : patienceMs.ended);
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
    // Just given back.
    return null;
  }
}

/**
 * Removes an abandoned lock, and no lock that another waiter has made in its place.
 *
 * @param {string} file
 * @param {number} pid
 */
function remove(file, pid) {
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    if (readFileSync(aside, 'utf8') === String(pid)) rmSync(aside);
    else renameSync(aside, file);
  } catch {
    // Another waiter was faster.
  }
}

/** @param {string} file */
function touch(file) {
  const now = new Date();
  try {
    utimesSync(file, now, now);
  } catch {
    // Removed by hand.
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
