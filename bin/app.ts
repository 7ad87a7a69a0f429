import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { ConfigurationError, VoiceDesignStack } from '../lib/index.ts';

const app = new App();
const stackName: unknown = app.node.tryGetContext('stackName');
try {
  new VoiceDesignStack(app, typeof stackName === 'string' ? stackName : 'VoiceDesign', {
    description:
      'Custom voices from DashScope: an HTTP API, the workflow behind it, and events of every outcome',
    settings: app.node.tryGetContext('voiceDesign'),
  });
} catch (error) {
  if (!(error instanceof ConfigurationError)) throw error;
  // The mistake is in cdk.json. A stack trace would only hide the message.
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
