import type { KeyScope, Status } from '../contract.ts';
import type { Scope } from '../dashscope/vocabulary.ts';
import type { ProviderList } from '../voice/provider-list.ts';
import type { MissingPreview } from '../voice/record.ts';
import type { ValidationIssue } from './validation-issue.ts';

/** Every way in which a caller is told no, by its stable code. How it is said belongs to the edge that says it. */
export type ApiErrorDetails =
  | { readonly code: 'invalid_request'; readonly issues: readonly ValidationIssue[] }
  /** Of a voice of ours, unless it is said to be the provider's. */
  | { readonly code: 'invalid_id'; readonly of?: 'provider' }
  | { readonly code: 'invalid_cursor' }
  | { readonly code: 'unauthenticated' }
  | { readonly code: 'forbidden'; readonly scope: KeyScope }
  | { readonly code: 'not_found' }
  | { readonly code: 'method_not_allowed'; readonly allow: readonly string[] }
  | { readonly code: 'unsupported_media_type'; readonly detail: string }
  | { readonly code: 'payload_too_large'; readonly limit: number; readonly actual: number }
  | { readonly code: 'invalid_state'; readonly status: Status }
  | { readonly code: 'idempotency_key_reused' }
  | { readonly code: 'scope_not_configured'; readonly scope: Scope }
  | { readonly code: 'creates_disabled' }
  | { readonly code: 'deletes_disabled' }
  | ({ readonly code: 'voice_quota_exhausted' } & ProviderList)
  | { readonly code: 'provider_error'; readonly providerCode: string | null }
  | { readonly code: 'provider_timeout' }
  | { readonly code: 'provider_throttled'; readonly retryAfterSeconds: number }
  | { readonly code: 'preview_unavailable'; readonly missing: MissingPreview };

/** A request was refused; nothing has been changed by it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly details: ApiErrorDetails;

  constructor(details: ApiErrorDetails) {
    super(details.code);
    this.details = details;
  }
}

export function invalidRequest(issues: readonly ValidationIssue[]): ApiError {
  return new ApiError({ code: 'invalid_request', issues });
}
