/** What other CDK apps may import. */
export { ConfigurationError, type VoiceDesignSettings } from './config.ts';
export { VoiceDesign } from './voice-design.ts';
export type { VoiceDesignProps } from './voice-design-props.ts';
export { VoiceDesignStack, type VoiceDesignStackProps } from './voice-design-stack.ts';
