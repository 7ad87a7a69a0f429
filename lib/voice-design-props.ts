import type { VoiceDesignSettings } from './settings/settings.ts';

/**
 * The properties of the construct `VoiceDesign`.
 *
 * @example
 * const props: VoiceDesignProps = { settings: { reviewDeadlineHours: 6 }, eventsQueue: true };
 */
export interface VoiceDesignProps {
  /**
   * Settings of the deployment. Unknown settings, invalid values and conflicts throw a `ConfigurationError`.
   *
   * @default - the default of every setting, which deploys the mainland scope with all families
   */
  readonly settings?: VoiceDesignSettings;
  /**
   * Adds a queue that receives every event. `grantListen` grants access to it.
   *
   * @default false
   */
  readonly eventsQueue?: boolean;
  /**
   * Adds the stack outputs that the command line reads. Their names are fixed, so a second `VoiceDesign` in the same
   * stack needs `false`.
   *
   * @default true
   */
  readonly outputs?: boolean;
}
