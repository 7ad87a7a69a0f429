import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { type VoiceDesignSettings, VoiceDesignStack } from '../../lib/index.ts';

/** The template of a deployment, without its bundles: what they hold is not what a template says. */
export function synthesized(settings?: VoiceDesignSettings): Template {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] } });
  return Template.fromStack(new VoiceDesignStack(app, 'VoiceDesign', { settings }));
}
