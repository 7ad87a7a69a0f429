import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { VoiceDesign } from './voice-design.ts';
import type { VoiceDesignProps } from './voice-design-props.ts';

/** The properties of `VoiceDesignStack`: those of a CDK stack, and the settings of the deployment. */
export interface VoiceDesignStackProps extends StackProps, Pick<VoiceDesignProps, 'settings'> {}

/** `VoiceDesign` as a deployment of its own, with a queue on its events. */
export class VoiceDesignStack extends Stack {
  readonly voiceDesign: VoiceDesign;

  constructor(scope: Construct, id: string, props: VoiceDesignStackProps = {}) {
    super(scope, id, props);
    this.voiceDesign = new VoiceDesign(this, 'VoiceDesign', { settings: props.settings, eventsQueue: true });
  }
}
