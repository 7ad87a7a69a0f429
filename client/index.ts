/** The typed client of a deployment's HTTP API. */
export type {
  AliasChangeOptions,
  Aliases,
  AliasFilter,
  AliasPage,
  RemakeChanges,
  RemakeOptions,
} from './aliases.ts';
export type {
  AuditionFilter,
  AuditionPage,
  Auditions,
  AuditionWaitOptions,
  ChoiceOptions,
  CreatedAudition,
} from './auditions.ts';
export type { Deployment } from './deployment.ts';
export {
  ArgumentError,
  AuditionWaitTimeoutError,
  NoResponseError,
  type ProblemDocument,
  ProblemError,
  UnexpectedResponseError,
  WaitTimeoutError,
} from './errors.ts';
export type {
  ImportedVoice,
  ImportRequest,
  ProviderList,
  ProviderPageOptions,
  ProviderVoices,
} from './provider-voices.ts';
export type { RetryPolicy } from './retry-policy.ts';
export type {
  Advice,
  AliasView,
  AuditionRequest,
  AuditionStatus,
  AuditionView,
  CandidateView,
  Capacity,
  Cost,
  DeletedAlias,
  DeploymentStatus,
  DryRun,
  KeyScope,
  KeyView,
  ListedAlias,
  ListedAuditionView,
  PreviewLink,
  ProblemCode,
  ProviderVoicePage,
  ProviderVoiceView,
  RefreshedVoiceView,
  RemakeRequest,
  Status,
  Switches,
  ValidationIssue,
  VoiceRequest,
  VoiceView,
} from './types.ts';
export { VoiceClient } from './voice-client.ts';
export type {
  CallOptions,
  CreatedVoice,
  CreateOptions,
  PageOptions,
  PreviewAudio,
  VoiceClientSettings,
  VoiceFilter,
  VoicePage,
} from './voice-client-types.ts';
export { isSettled, type WaitOptions, type WaitProgress } from './wait-until-settled.ts';
