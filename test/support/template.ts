import { Template } from 'aws-cdk-lib/assertions';
import type { VoiceDesignSettings } from '../../lib/index.ts';
import { synthesized } from './synthesized.ts';

/** Returns the template of a deployment for the CDK's assertions. */
export function synthesizedTemplate(settings?: VoiceDesignSettings): Template {
  return Template.fromJSON(synthesized(settings));
}
