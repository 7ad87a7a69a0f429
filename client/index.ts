/** The typed client of a deployment's HTTP API. */
export type { VoicePage } from './answers.ts';
export type { CallOptions } from './caller.ts';
export {
  type AnsweredProblem,
  ArgumentError,
  NoAnswerError,
  ProblemError,
  UnexpectedAnswerError,
  WaitTimeoutError,
} from './errors.ts';
export type { ImportedVoice, ProviderList, ProviderPageOptions, ProviderVoices } from './provider-voices.ts';
export type { RetryPolicy } from './retries.ts';
export type {
  AskedVoice,
  Capacity,
  Finding,
  KeyScope,
  ProviderVoicePage,
  ProviderVoiceView,
  RefreshedVoiceView,
  Status,
  VoiceView,
} from './types.ts';
export {
  type CreatedVoice,
  type CreateOptions,
  type PageOptions,
  type PreviewAudio,
  VoiceClient,
  type VoiceClientSettings,
  type VoiceFilter,
} from './voice-client.ts';
export { isSettled, type WaitOptions, type WaitProgress } from './wait-until-settled.ts';
