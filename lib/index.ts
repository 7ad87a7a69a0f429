/** The construct, the stack, and the types that their users need. */
export type { DeploymentScope, Family, ListMetric } from '../lambdas/shared/contract.ts';
export type { VoiceApi } from './api/voice-api.ts';
export type {
  AlarmPeriods,
  AlarmProps,
  AlarmSeverity,
  Alarms,
  AlarmText,
} from './observability/alarms.ts';
export type { ProviderList } from './observability/list-metrics.ts';
export { ConfigurationError } from './settings/config.ts';
export type { CreateTimerSettings, DurationSetting, VoiceDesignSettings } from './settings/settings.ts';
export type { PreviewsBucket } from './storage/previews-bucket.ts';
export type { StoredSecret } from './storage/stored-secret.ts';
export type { VoicesTable } from './storage/voices-table.ts';
export { VoiceDesign } from './voice-design.ts';
export type { VoiceDesignProps } from './voice-design-props.ts';
export { VoiceDesignStack, type VoiceDesignStackProps } from './voice-design-stack.ts';
