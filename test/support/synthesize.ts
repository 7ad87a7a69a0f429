import { writeFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { VoiceDesignStack } from '../../lib/index.ts';

// Writes the template of a deployment into a file, without its bundles: what they hold is not what a template says.
const [settings = '{}', file = ''] = process.argv.slice(2);
const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
const stack = new VoiceDesignStack(app, 'VoiceDesign', { settings: JSON.parse(settings) });
writeFileSync(file, JSON.stringify(Template.fromStack(stack).toJSON()));
