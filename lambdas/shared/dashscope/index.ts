/** The public surface of the DashScope Voice Design client. */
export { type ApiKey, parseApiKey } from './api-key.ts';
export { type BackoffPolicy, fullJitterMs, seededRandom, THROTTLE_BACKOFF } from './backoff.ts';
export {
  type BudgetStore,
  type Busy,
  type CallBudget,
  type GrantedSlot,
  type Hold,
  type LaneState,
  SharedBudget,
  type Unreachable,
  unlimitedBudget,
} from './budget.ts';
export { CallGate } from './call-gate.ts';
export { concernsWorkspace, isThrottled } from './classify.ts';
export { createDashScopeClient, type DashScopeClient, type DashScopeClientSettings } from './client.ts';
export { type Clock, systemClock } from './clock.ts';
export {
  type CosyVoiceCreateRequest,
  type CreateVoiceRequest,
  createRequestOf,
  type QwenCreateRequest,
} from './create-request.ts';
export type {
  CreateOutcome,
  CreateVoiceOptions,
  NotDoneCause,
  UnknownCause,
  VoiceMade,
} from './create-voice.ts';
export type { DeletedVoice, DeleteVoiceRequest } from './delete-voice.ts';
export {
  type DashScopeEndpoint,
  type EndpointSettings,
  type HostKind,
  providerSecondsOf,
  resolveEndpoint,
} from './endpoint.ts';
export * from './errors.ts';
export {
  FAMILY_ROWS,
  type FamilyLimits,
  type FamilyRow,
  familiesWithPrefix,
  prefixMax,
  type Retirement,
} from './families.ts';
export type { ListVoicesRequest, VoicePage } from './list-voices.ts';
export { MemoryBudgetStore } from './memory-budget.ts';
export { type CompletedCall, observeCalls } from './observe-calls.ts';
export { decodePreview, MAX_PREVIEW_BYTES, type Preview, type PreviewFault } from './preview-audio.ts';
export type { CallOptions } from './provider-call.ts';
export { isOlderThan, type ProviderVoice } from './provider-voice.ts';
export type { QueriedVoice, QueryVoiceRequest } from './query-voice.ts';
export { placesOf } from './scan-time.ts';
export { type Booking, type Lane, type RatedList, slotMilliseconds } from './slots.ts';
export {
  isRetired,
  KNOWN_TARGET_MODELS,
  type KnownTargetModel,
  languagesOf,
  RECOMMENDED_TARGET_MODELS,
  unsuitability,
} from './target-models.ts';
export {
  CREATE_TIMEOUTS,
  MAX_BODY_BYTES,
  MAX_SLOT_WAIT_MS,
  type OperationTimeouts,
  OTHER_TIMEOUTS,
} from './timeouts.ts';
export * from './vocabulary.ts';
export {
  hasDocumentedId,
  isProviderVoiceId,
  type ProviderVoiceIdParts,
  readProviderVoiceId,
} from './voice-id.ts';
export type { WalkEnd, WalkVoicesRequest } from './walk-voices.ts';
export { type ProviderWarning, warningsAbout } from './warnings.ts';
