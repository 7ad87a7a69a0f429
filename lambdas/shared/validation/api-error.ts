import type { AuditionStatus, FunctionProblemCode, KeyScope, Status } from '../contract.ts';
import type { Scope } from '../dashscope/vocabulary.ts';
import type { ProviderList } from '../voice/provider-list.ts';
import type { MissingPreview } from '../voice/record.ts';
import type { ValidationIssue } from './validation-issue.ts';

/** Details that some codes carry. */
interface DetailsByCode {
  readonly invalid_request: { readonly issues: readonly ValidationIssue[] };
  /** Absent for a voice id of this deployment. */
  readonly invalid_id: { readonly of?: 'provider' | 'alias' };
  readonly forbidden: { readonly scope: KeyScope };
  readonly method_not_allowed: { readonly allow: readonly string[] };
  readonly unsupported_media_type: { readonly detail: string };
  /** Bytes. */
  readonly payload_too_large: { readonly limit: number; readonly actual: number };
  /** The status of the voice, or of the audition. */
  readonly invalid_state: { readonly status: Status } | { readonly auditionStatus: AuditionStatus };
  /** The current version of the alias; 0 if it points at no voice. */
  readonly version_mismatch: { readonly version: number };
  readonly voice_in_use: { readonly aliases: readonly string[] };
  readonly scope_not_configured: { readonly scope: Scope };
  readonly voice_quota_exhausted: ProviderList;
  readonly provider_error: { readonly providerCode: string | null };
  readonly provider_throttled: { readonly retryAfterSeconds: number };
  readonly preview_unavailable: { readonly missing: MissingPreview };
}

type ApiErrorCode = Exclude<FunctionProblemCode, 'internal'>;

/** The reason for which a request is refused, by its code in the table of problems, with that code's details. */
export type ApiErrorDetails = {
  [Code in ApiErrorCode]: { readonly code: Code } & (Code extends keyof DetailsByCode
    ? DetailsByCode[Code]
    : unknown);
}[ApiErrorCode];

/** A request was refused and changed nothing. */
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
