// @ts-check
/**
 * Prints the resources that the process has used as one line of JSON when it exits. Load it with `node --import`. Worker
 * threads belong to the process; child processes do not.
 */
import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  process.on('exit', () => {
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    writeSync(1, `\nusage ${JSON.stringify({ cpuSeconds: (userCPUTime + systemCPUTime) / 1e6, maxRSS })}\n`);
  });
}
