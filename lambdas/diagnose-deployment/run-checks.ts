import type { Log } from '../shared/platform/log.ts';
import { type DeploymentIssue, issues } from '../shared/voice/deployment-issues.ts';

export interface Check {
  /** The subject of the check, for the message about its failure. */
  readonly name: string;
  readonly run: () => Promise<readonly DeploymentIssue[]>;
}

/** Runs all checks in parallel. A check that fails or takes too long becomes a issue and does not stop the others. */
export async function runChecks(
  checks: readonly Check[],
  timeoutMs: number,
  log: Log,
): Promise<readonly DeploymentIssue[]> {
  const results = await Promise.all(checks.map((check) => runCheck(check, timeoutMs, log)));
  return results.flat();
}

async function runCheck(
  { name, run }: Check,
  timeoutMs: number,
  log: Log,
): Promise<readonly DeploymentIssue[]> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<readonly DeploymentIssue[]>((resolve) => {
    timer = setTimeout(() => resolve([issues.checkFailed(name, 'time-out')]), timeoutMs);
  });
  try {
    return await Promise.race([run(), timeout]);
  } catch (error) {
    // The message of an unexpected error can contain data, so it is written to the log only.
    log.error('check failed', { code: name, error: String(error) });
    return [issues.checkFailed(name, error instanceof Error ? error.name : 'an error')];
  } finally {
    clearTimeout(timer);
  }
}
