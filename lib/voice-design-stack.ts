import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { VoiceDesign } from './voice-design.ts';
import type { VoiceDesignProps } from './voice-design-props.ts';

/**
 * The properties of `VoiceDesignStack`.
 *
 * @example
 * const props: VoiceDesignStackProps = { env: { region: 'eu-central-1' }, settings: { scopes: ['international'] } };
 */
export interface VoiceDesignStackProps extends StackProps, Pick<VoiceDesignProps, 'settings'> {}

/**
 * A stack that contains one `VoiceDesign` with an events queue.
 *
 * @example
 * new VoiceDesignStack(app, 'VoiceDesign', { settings: { alarmEmail: 'voices@example.com' } });
 */
export class VoiceDesignStack extends Stack {
  /** The construct, for grants, metrics and alarms. */
  readonly voiceDesign: VoiceDesign;

  constructor(scope: Construct, id: string, props: VoiceDesignStackProps = {}) {
    super(scope, id, props);
    this.voiceDesign = new VoiceDesign(this, 'VoiceDesign', { settings: props.settings, eventsQueue: true });
  }
}
