import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { z } from 'zod';
import { synthesizedAssembly } from '../support/assembly.ts';
import { sharedSettings } from '../support/deployments.ts';
import { commandEnvironment, runFolder } from '../support/run-folder.ts';

const reportFile = 'validation-report.json';
const cdkJson = z.object({ context: z.record(z.string(), z.unknown()) });
const reports = z.object({
  pluginReports: z.array(z.object({ pluginName: z.string(), violations: z.array(z.unknown()) })),
});

it('the app of a deployment checks its template by cdk-nag, which finds nothing', () => {
  const outdir = mkdtempSync(join(runFolder(), 'checked-'));
  const { context } = cdkJson.parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
  execFileSync(process.execPath, [join('bin', 'app.ts')], {
    stdio: 'pipe',
    env: commandEnvironment({
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...context, 'aws:cdk:bundling-stacks': [] }),
    }),
  });
  const { pluginReports } = reports.parse(JSON.parse(readFileSync(join(outdir, reportFile), 'utf8')));
  expect(pluginReports).toEqual([{ pluginName: 'AwsSolutions', violations: [] }]);
});

it('npm start synthesizes without these checks', async () => {
  expect(existsSync(join(await synthesizedAssembly(sharedSettings), reportFile))).toBe(false);
});
