import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { VoiceDesignStack } from '../lib/index.ts';

const app = new App();
const stackName: unknown = app.node.tryGetContext('stackName');
new VoiceDesignStack(app, typeof stackName === 'string' ? stackName : 'VoiceDesign', {
  description:
    'Custom voices from DashScope: an HTTP API, the workflow behind it, and events of every outcome',
  settings: app.node.tryGetContext('voiceDesign'),
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
app.synth();
