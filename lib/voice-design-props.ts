import type { VoiceDesignSettings } from './settings.ts';

/** The properties of the construct `VoiceDesign`. All of them are optional. */
export interface VoiceDesignProps {
  /**
   * Settings of this deployment; unknown ones and impossible combinations are refused by name.
   *
   * @default - every setting at its default: mainland scope, both families, a review deadline of 24 hours
   */
  readonly settings?: VoiceDesignSettings;
  /**
   * Whether to put every event on a queue, with a dead-letter queue, which `grantListen` lets others read.
   *
   * @default false
   */
  readonly eventsQueue?: boolean;
  /**
   * Whether to add the stack outputs by which the command line finds the parts of the deployment. A stack has room for
   * one set: a second `VoiceDesign` needs `false`, or a stack or nested stack of its own.
   *
   * @default true
   */
  readonly outputs?: boolean;
}
