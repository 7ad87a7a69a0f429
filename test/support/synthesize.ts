import { writeFileSync } from 'node:fs';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AudiobookStack } from '../../examples/embed.ts';
import { type VoiceDesignSettings, VoiceDesignStack } from '../../lib/index.ts';

// Writes the template of a stack into a file, without its bundles: what they hold is not what a template says.
const stacks: Readonly<Record<string, (app: App, settings: VoiceDesignSettings) => Stack>> = {
  VoiceDesign: (app, settings) => new VoiceDesignStack(app, 'VoiceDesign', { settings }),
  Audiobook: (app) => new AudiobookStack(app, 'Audiobook'),
};
const [name = '', settings = '{}', file = ''] = process.argv.slice(2);
const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
const stack = stacks[name]?.(app, JSON.parse(settings));
if (!stack) throw new Error(`there is no stack ${name}`);
writeFileSync(file, JSON.stringify(Template.fromStack(stack).toJSON()));
