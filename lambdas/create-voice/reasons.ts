import type { ReasonCode } from '../shared/contract.ts';
import {
  DashScopeBillingError,
  DashScopeContentRejectedError,
  type DashScopeError,
  DashScopeModelRetiredError,
  DashScopeQuotaExceededError,
} from '../shared/dashscope/index.ts';
import type { Reason } from '../shared/voice/record.ts';

export const outcomeUnknown: Reason = {
  code: 'create_outcome_unknown',
  message: 'The provider was asked, and nobody knows whether it made the voice; it is not asked again.',
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

/** What a refusal means to whoever asked for the voice. */
export function refusalCode(error: DashScopeError): ReasonCode {
  if (error instanceof DashScopeContentRejectedError) return 'content_rejected';
  if (error instanceof DashScopeBillingError) return 'provider_billing';
  if (error instanceof DashScopeQuotaExceededError) return 'provider_quota_exceeded';
  if (error instanceof DashScopeModelRetiredError) return 'model_retired';
  return 'provider_refused';
}
