import { App, Validations } from 'aws-cdk-lib';
import { ConfigurationError, VoiceDesignStack } from '../lib/index.ts';

// The CDK's switch for its checks of the template. `npm start` sets it: a local run needs neither these nor cdk-nag, which
// takes a fifth of a synthesis, nor the tree of constructs for the CDK's tools.
const isDeployed = process.env.CDK_VALIDATION !== 'false';
const app = new App({ treeMetadata: isDeployed });
const stackName: unknown = app.node.tryGetContext('stackName');
try {
  new VoiceDesignStack(app, typeof stackName === 'string' ? stackName : 'VoiceDesign', {
    description: 'Custom voices from DashScope, with an HTTP API, a workflow, and events for every outcome',
    settings: app.node.tryGetContext('voiceDesign'),
  });
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  // The error is in cdk.json, and a stack trace would hide the message.
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
if (isDeployed) {
  const { AwsSolutionsChecks } = await import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
app.synth();
