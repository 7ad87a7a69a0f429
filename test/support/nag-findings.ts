import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { z } from 'zod';
import { VoiceDesignStack } from '../../lib/index.ts';

// Prints the findings of cdk-nag in a deployment. With the argument `in-china`, the deployment has a fixed account and
// region. With `with-wildcard`, a function and a workflow have a grant on all resources, which is a mistake.
process.env.CDK_VALIDATION = 'false';
const outdir = mkdtempSync(join(tmpdir(), 'nag-'));
const { context } = z
  .object({ context: z.record(z.string(), z.unknown()) })
  .parse(JSON.parse(readFileSync('cdk.json', 'utf8')));
const app = new App({ outdir, context: { ...context, 'aws:cdk:bundling-stacks': [] } });
const env = process.argv[2] === 'in-china' ? { account: '111111111111', region: 'cn-north-1' } : {};
const { voiceDesign } = new VoiceDesignStack(app, 'VoiceDesign', { env });
if (process.argv[2] === 'with-wildcard') {
  const statement = () => new PolicyStatement({ actions: ['s3:GetObject'], resources: ['*'] });
  voiceDesign.probeProvider.addToRolePolicy(statement());
  voiceDesign.designVoice.addToRolePolicy(statement());
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
try {
  app.synth();
} catch {
  // The CDK throws if there are findings. They are in the report.
}
const construct = z.object({ constructPath: z.string() });
const violation = z.object({ ruleName: z.string(), violatingConstructs: z.array(construct) });
const report = z.object({ pluginReports: z.array(z.object({ violations: z.array(violation) })) });
const { pluginReports } = report.parse(
  JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')),
);
rmSync(outdir, { recursive: true });
const found = pluginReports
  .flatMap(({ violations }) => violations)
  .flatMap(({ ruleName, violatingConstructs }) =>
    violatingConstructs.map(({ constructPath }) => `${ruleName} ${constructPath}`),
  );
process.stdout.write(JSON.stringify(found.sort()));
// The CDK sets 1 if there are findings.
process.exitCode = 0;
