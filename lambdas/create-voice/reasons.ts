import type { ReasonCode } from '../shared/contract.ts';
import type { DashScopeError, ErrorKind } from '../shared/dashscope/index.ts';
import type { Reason } from '../shared/voice/record.ts';

export const outcomeUnknown: Reason = {
  code: 'create_outcome_unknown',
  message: 'The create was sent to the provider, but its outcome is unknown. It is not sent again.',
};

export const outcomeAbsent: Reason = {
  code: 'create_outcome_absent',
  message: 'The provider was asked and gave no usable answer; it has not made the voice.',
};

/** A reason as the record keeps it: the code is ours, the rest is the provider's. */
export function reasonOf(code: ReasonCode, error: DashScopeError): Reason {
  return {
    code,
    ...(error.providerCode !== null && { providerCode: error.providerCode }),
    message: error.providerMessage ?? error.message,
  };
}

const refusalCodes: Readonly<Record<ErrorKind, ReasonCode>> = {
  content_rejected: 'content_rejected',
  billing: 'provider_billing',
  quota: 'provider_quota_exceeded',
  model_retired: 'model_retired',
  authentication: 'provider_refused',
  access_denied: 'provider_refused',
  throttled: 'provider_refused',
  voice_not_found: 'provider_refused',
  invalid_request: 'provider_refused',
  server: 'provider_refused',
  connection: 'provider_refused',
  timeout: 'provider_refused',
  unreadable: 'provider_refused',
  configuration: 'provider_refused',
};

/** The record's reason code for a create that the provider refused. */
export function refusalCode({ kind }: DashScopeError): ReasonCode {
  return refusalCodes[kind];
}
