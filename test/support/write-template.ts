import { renameSync, writeFileSync } from 'node:fs';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AudiobookStack } from '../../examples/embed.ts';
import { type VoiceDesignSettings, VoiceDesignStack } from '../../lib/index.ts';
import type { Deployment } from './deployments.ts';

const stacks: Readonly<Record<Deployment['stack'], (app: App, settings: VoiceDesignSettings) => Stack>> = {
  VoiceDesign: (app, settings) => new VoiceDesignStack(app, 'VoiceDesign', { settings }),
  Audiobook: (app) => new AudiobookStack(app, 'Audiobook'),
};

/** Writes the template of a deployment into a file, without its bundles. */
export function writeTemplate({ stack, settings, isChecked }: Deployment, file: string): void {
  // The check against CloudFormation's schemas takes four times as long as the rest.
  process.env.CDK_VALIDATION = String(isChecked);
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  const template = Template.fromStack(stacks[stack](app, settings)).toJSON();
  const unfinished = `${file}.${process.pid}`;
  writeFileSync(unfinished, JSON.stringify(template));
  renameSync(unfinished, file);
}
