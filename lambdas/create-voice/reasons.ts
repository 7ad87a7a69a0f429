import type { ReasonCode } from '../shared/contract.ts';
import type { DashScopeError, ErrorKind } from '../shared/dashscope/index.ts';
import type { Reason } from '../shared/voice/record.ts';

export const outcomeAbsent: Reason = {
  code: 'create_outcome_absent',
  message: 'The request was sent and got no usable answer. The provider has not made the voice.',
};

/** Returns the reason for a record, with the provider's code and message. */
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

/** Returns the reason code for a create that the provider refused. */
export function refusalCode({ kind }: DashScopeError): ReasonCode {
  return refusalCodes[kind];
}
