/** What other CDK apps may import. */
export { ConfigurationError } from './config.ts';
export type { CreateTimerSettings, DurationSetting, VoiceDesignSettings } from './settings.ts';
export { VoiceDesign } from './voice-design.ts';
export type { VoiceDesignProps } from './voice-design-props.ts';
export { VoiceDesignStack, type VoiceDesignStackProps } from './voice-design-stack.ts';
