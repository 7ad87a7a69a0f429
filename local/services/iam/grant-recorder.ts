import { appendFileSync } from 'node:fs';
import type { Grant } from './policy.ts';

/** Returns the name of a grant, which is the same in every process. */
export function grantName({ policy, statement, action, resourceIndex }: Grant): string {
  return `${policy} ${statement} ${action} ${resourceIndex}`;
}

/**
 * Returns a function that records which grants allow requests, each set once, as one line of JSON.
 * @param file the file of all processes of a test run; without it, nothing is recorded
 */
export function grantRecorder(file: string | undefined): ((by: readonly Grant[]) => void) | undefined {
  if (file === undefined || file === '') return undefined;
  const recorded = new Set<string>();
  return (by) => {
    const line = JSON.stringify(by.map(grantName));
    if (recorded.has(line)) return;
    recorded.add(line);
    appendFileSync(file, `${line}\n`);
  };
}
