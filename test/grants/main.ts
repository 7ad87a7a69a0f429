import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployedStack } from '../harness/deployed-stack.ts';
import { workflowSettings } from '../support/deployments.ts';
import { formatReport, reportGrants } from './report.ts';

/** The tests that call the services of the runner as the roles of the template. */
const tests = ['test/workflow', 'test/e2e'];

/**
 * Runs the workflow and end-to-end tests and prints which grants of the template their calls need. With a file of an
 * earlier run as the argument, it only prints the report. Exit code 1 means that a grant is not needed, or that a test failed.
 */
function main([file]: readonly string[]): number {
  const recorded = file ?? join(mkdtempSync(join(tmpdir(), 'grants-')), 'grants.jsonl');
  if (file === undefined) {
    const launcher = join(import.meta.dirname, '..', '..', 'scripts', 'launch.mjs');
    const { status } = spawnSync(process.execPath, [launcher, 'test', ...tests], {
      stdio: 'inherit',
      env: { ...process.env, LOCAL_GRANTS_FILE: recorded },
    });
    if (status !== 0) return 1;
  }
  const lines = existsSync(recorded) ? readFileSync(recorded, 'utf8').split('\n').filter(Boolean) : [];
  const report = reportGrants(deployedStack(workflowSettings).grants, lines);
  process.stdout.write(formatReport(report));
  return report.unneeded.length === 0 ? 0 : 1;
}

process.exitCode = main(process.argv.slice(2));
