import { existsSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { acquireInstallLock, isAbandoned } from '../../../scripts/launch/install-lock.mjs';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'install-lock-'));
  file = join(folder, '.installing');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** An unused process id, above the maximum of Linux. */
const unusedPid = 2 ** 22 + 1;

describe('the install lock', () => {
  it('is held by one process at a time', async () => {
    const waitedFor: number[] = [];
    const release = await acquireInstallLock(file, (pid) => waitedFor.push(pid));
    let holders = 1;
    const second = acquireInstallLock(file, (pid) => {
      waitedFor.push(pid);
      holders -= 1;
      release();
    }).then((releaseSecond) => {
      holders += 1;
      return releaseSecond;
    });
    (await second)();
    expect(waitedFor).toEqual([process.pid]);
    expect(holders).toBe(1);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is acquired if its process has ended', async () => {
    writeFileSync(file, String(unusedPid));
    utimesSync(file, new Date(0), new Date(0));
    const release = await acquireInstallLock(file, () => expect('waiting').toBe('not waiting'));
    expect(existsSync(file)).toBe(true);
    release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it.each([
    [{ isAlive: false, silentMs: 4_000 }, false],
    [{ isAlive: false, silentMs: 6_000 }, true],
    [{ isAlive: true, silentMs: 60_000 }, false],
    [{ isAlive: true, silentMs: 660_000 }, true],
  ])('with holder %p has abandoned = %p', (holder, abandoned) => {
    expect(isAbandoned(holder)).toBe(abandoned);
  });
});
