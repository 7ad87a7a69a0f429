/** What other CDK apps may import. */
export { ConfigurationError, type VoiceDesignSettings } from './config.ts';
export { VoiceDesign, type VoiceDesignProps } from './voice-design.ts';
export { VoiceDesignStack, type VoiceDesignStackProps } from './voice-design-stack.ts';
